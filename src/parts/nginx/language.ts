export type {};

declare module "../../model/infrastructure.ts" {
  interface Roles {
    readonly web: true;
  }
}
