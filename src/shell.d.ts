// Programs for hosts stand in files of their own, where shellcheck(1) reads them; an import gives the text.

declare module "*.sh" {
  const text: string;
  export default text;
}

declare module "*.awk" {
  const text: string;
  export default text;
}
