/** How the rest of Bartizan reaches a running lab. */
export interface LabAccess {
  /** Put before the argv of any program that must run inside the lab's network (nsenter …). */
  readonly enter: readonly string[];
  /** An ssh_config(5) file that names every machine (hosts and `client`), its address, the key and the known hosts. */
  readonly sshConfig: string;
  /** Where the user's browser gets in: a loopback address of this machine, forwarded to the balancer's port 443. */
  readonly https: { readonly address: string; readonly port: number };
}
