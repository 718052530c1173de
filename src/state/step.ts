import type {
  AccountResource,
  CertificateResource,
  CommandResource,
  DirectoryResource,
  FileResource,
  LinkResource,
  ReleaseResource,
  RulesetResource,
  UnitResource,
} from "./resource.ts";

export type UnitAction = "unmask" | "enable" | "start" | "restart" | "reload" | "stop" | "disable" | "mask";

/** One change on one host, as data. `key` names the resource, `summary` tells people. */
export type Step = { readonly key: string; readonly summary: string } & (
  | { readonly kind: "install"; readonly packages: readonly string[] }
  | { readonly kind: "account"; readonly resource: AccountResource }
  | { readonly kind: "directory"; readonly resource: DirectoryResource }
  | { readonly kind: "certificate"; readonly resource: CertificateResource; readonly request: string }
  | { readonly kind: "file"; readonly resource: FileResource }
  | { readonly kind: "link"; readonly resource: LinkResource }
  | { readonly kind: "remove" }
  | { readonly kind: "ruleset"; readonly resource: RulesetResource }
  | { readonly kind: "release"; readonly resource: ReleaseResource }
  | {
      readonly kind: "command";
      readonly resource: CommandResource;
      /** Nothing was to be done when the host was looked at, but what it looks at begins anew in this plan: it is looked at again. */
      readonly again?: true;
    }
  | {
      readonly kind: "unit";
      readonly resource: UnitResource;
      readonly actions: readonly UnitAction[];
      readonly stamps: { readonly restart: string; readonly reload: string };
    }
  | { readonly kind: "record" }
);

export type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;

/** What is to be done on one host, in order. No steps: the host is as it should be. */
export interface HostPlan {
  readonly host: string;
  readonly steps: readonly Step[];
  /** Whether systemd must read its unit files anew before units are touched. */
  readonly daemonReload: boolean;
  /** Units whose stamp must go before anything they read is replaced, so that a run that dies half-way restarts them later. */
  readonly touchedUnits: readonly string[];
  /** What Bartizan manages there when the plan is done; see {@link manifestOf}. */
  readonly manifest: readonly string[];
  /** What it managed before. */
  readonly formerManifest: readonly string[];
  /** Whether Bartizan has never finished a run there: it serves nothing yet. */
  readonly fresh: boolean;
  /** The host's generation when it was looked at. */
  readonly generation: string;
  /** The whole machine is missed meanwhile, whatever its steps touch. */
  readonly away?: true;
  /** The first of two parts: the host is not done with it. */
  readonly unfinished?: true;
}

export function stepsOf<K extends Step["kind"]>({ steps }: HostPlan, kind: K): readonly StepOf<K>[] {
  return steps.filter((it): it is StepOf<K> => it.kind === kind);
}
