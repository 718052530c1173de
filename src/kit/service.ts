import type { Role } from "../model/infrastructure.ts";

/** A unit that a part keeps running on a host, and what it is to the rest of the site. That it does not run is an alert. */
export interface Service {
  /** With its ending: `ssh.service`. */
  readonly unit: string;
  /** The roles that its host does not fill while it is down: the one whose work it does first. */
  readonly roles?: readonly [Role, ...Role[]];
  /** Its host fills that role from its first start on: the engine has others let it in before, and tells them of it after. */
  readonly begins?: true;
  /** Requests had better go elsewhere while it is changed; read by the engine. */
  readonly interrupts?: true;
  /** `bartizan logs ROLE` shows what it says. */
  readonly journal?: true;
  /**
   * It answers the site's requests, or votes on it: nothing restarts it but a run that has led the requests elsewhere before. How the names
   * of those packages begin whose own scripts restart it.
   */
  readonly packages?: readonly string[];
  /** A reload starts its program anew from the files on the disk, while what is open stays open. */
  readonly renewedByReload?: true;
  /** Name of the alert that says more than that it does not run, and mutes that. */
  readonly saysMore?: string;
}
