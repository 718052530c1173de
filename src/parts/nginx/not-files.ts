/**
 * Endings of what is never a file for the world, whatever folder it lies in: programs of languages that run on a server, whose source would be
 * read in place of being run; settings, which hold passwords more often than not; databases and keys; and what editors leave behind. What browsers run
 * or show, and what people offer for download (an install.sh, a public key), is not among them: private keys never get into a release.
 */
const NOT_FILES: readonly string[] = [
  ...["php[2-8]?", "phtml", "phps", "phar", "inc"],
  ...["py", "pyc", "pyo", "rb", "erb", "pl", "pm", "cgi", "fcgi", "lua"],
  ...["asp", "aspx", "asax", "ascx", "ashx", "asmx", "cs", "cshtml", "vb", "vbhtml", "jsp", "jspx", "java", "class", "war"],
  ...["go", "rs", "ex", "exs", "twig", "haml", "ejs", "jinja2?", "cfm"],
  ...["env", "ini", "cfg", "conf", "config", "properties", "toml", "lock", "htaccess", "htpasswd", "tfstate", "tfvars"],
  ...["sql", "sqlite3?", "db", "mdb", "log"],
  ...["p12", "pfx", "jks", "keystore", "ppk", "kdbx"],
  ...["bak", "old", "orig", "sav", "save", "sw[op]", "rej"],
];

/** Regular expression for paths that end so, also with what editors, dumps and versions append: `index.php~`, `config.php.1`. */
export const NOT_FILES_PATTERN = `\\.(?:${NOT_FILES.join("|")})(?:[~.][^/]*)?$`;

/** Whether a path in the folder of static files is left to the app. */
export function isNoFile(path: string): boolean {
  return new RegExp(NOT_FILES_PATTERN, "i").test(`/${path}`);
}
