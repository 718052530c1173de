/**
 * What was under way on a host when the user ended the run. No problem of a host's, which some may pass over: it ends everything up to
 * whoever tells the user.
 */
export class Interrupted extends Error {
  constructor(host: string) {
    super(`interrupted on ${host}`);
    this.name = "Interrupted";
  }
}
