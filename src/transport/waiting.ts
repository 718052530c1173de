import type { RunResult, Transport } from "./transport.ts";

/** Long enough for whatever is asked in the end. */
const TIMEOUT_MS = 60_000;

interface Waiting {
  readonly ask: (stdin: string | Buffer | Promise<string | Buffer>) => void;
  readonly result: Promise<RunResult>;
}

/**
 * Begins `command` on these hosts before anybody knows what to give it on standard input: the first `run` of it there only hands that
 * over. Everything else goes to the transport as it is.
 */
export function waiting(transport: Transport, hosts: readonly string[], command: string): Transport {
  const begun = new Map(hosts.map((host) => [host, begin(transport, host, command)]));
  const run: Transport["run"] = (host, words, options = {}) => {
    const its = begun.get(host);
    const { stdin } = options;
    if (its === undefined || words !== command || options.fresh === true || options.onLine !== undefined || typeof stdin === "function") {
      return transport.run(host, words, options);
    }
    begun.delete(host);
    its.ask(stdin ?? "");
    return its.result;
  };
  return { ...transport, run };
}

function begin(transport: Transport, host: string, command: string): Waiting {
  let ask: Waiting["ask"] = () => {};
  const stdin = new Promise<string | Buffer>((resolve) => {
    ask = resolve;
  });
  const result = transport.run(host, command, { stdin, timeoutMs: TIMEOUT_MS });
  // It is told to whoever runs the command, if anybody does.
  result.catch(() => {});
  return { ask, result };
}
