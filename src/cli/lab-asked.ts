/** Whether the lab is meant and not the servers: by the option, else by `BARTIZAN_LAB`. */
export function asksForLab(option: boolean | undefined): boolean {
  return option === true || /^(1|true|yes)$/.test(process.env.BARTIZAN_LAB ?? "");
}
