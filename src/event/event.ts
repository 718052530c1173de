/** Everything that a run tells while it works. One renderer shows it to people, one prints it as JSON lines. */
export type Event =
  | { readonly type: "phase"; readonly name: string; readonly hosts: readonly string[] }
  | { readonly type: "phase-done"; readonly name: string; readonly seconds: number }
  /** The app's build begins, on this machine; as another user than the one who runs Bartizan, or as root and why. */
  | { readonly type: "build"; readonly command: string; readonly as?: string; readonly because?: string }
  /** What of the app's folder is not shipped. */
  | { readonly type: "left-out"; readonly paths: readonly string[] }
  | { readonly type: "lab"; readonly step: string; readonly detail?: string; readonly seconds?: number }
  | { readonly type: "looked"; readonly host: string; readonly seconds: number }
  | { readonly type: "planned"; readonly host: string; readonly steps: readonly string[] }
  | { readonly type: "wave"; readonly number: number; readonly of: number; readonly hosts: readonly string[] }
  | { readonly type: "step-started"; readonly host: string; readonly step: string }
  | { readonly type: "step-done"; readonly host: string; readonly step: string; readonly seconds: number }
  | { readonly type: "step-failed"; readonly host: string; readonly step: string; readonly output: string }
  | { readonly type: "confirmed"; readonly host: string }
  /** The balancers send no more requests there, and those under way are answered; they send some again. */
  | { readonly type: "drained" | "returned"; readonly host: string }
  /** A host that has left the file does not answer: nothing is taken down there. */
  | { readonly type: "forgotten"; readonly host: string }
  | { readonly type: "host-done"; readonly host: string }
  | {
      readonly type: "done";
      readonly changed: number;
      readonly hosts: number;
      readonly seconds: number;
      readonly https?: { readonly address: string; readonly port: number };
      readonly caFile?: string;
    };

export type Emit = (event: Event) => void;
