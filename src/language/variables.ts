/** The name of an environment variable. */
export const VARIABLE = /^[A-Z_][A-Z0-9_]{0,127}$/;
/** The same in words. */
export const VARIABLE_NAME = "capital letters, digits and _, not beginning with a digit";
