/** A change of the config file: the value that is to stand at this place; `undefined` takes the key out. */
export interface Edit {
  /** Keys and indices from the top of the config: `["hosts", "lb2"]`. An index one past the end of a list appends. */
  readonly path: readonly (string | number)[];
  readonly value: ConfigValue | undefined;
}

/** What may be written into a config file. */
export type ConfigValue = string | number | boolean | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };
