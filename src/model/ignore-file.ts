/** File in the app's source with rules of the user's, as in .gitignore (gitignore(5)); `!` brings back what is left out anyway. */
export const IGNORE_FILE = ".bartizanignore";
