/** What people should see of a part on hosts that look alike: a card of the picture. Read by draw. */
export interface CardRow {
  /** A role, or another word; flows end at the card of this name. */
  readonly key: string;
  /** Where it stands among the cards of a host, as the places of roles. */
  readonly place: number;
  readonly icon: "balancer" | "web" | "app" | "database" | "vote" | "backup" | "service" | "monitor" | "bell" | "send";
  readonly title: string;
  readonly detail: string;
  /** Of the certificate that it shows to the world: for whom, and from whom or until when. */
  readonly certificate?: string;
}
