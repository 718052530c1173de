import { command, type Result } from "./command.ts";
import type { Site } from "./site.ts";

/** Runs a line of bash(1) on a machine that the file knows nothing of, at an address of its own on the private network. */
export function stranger(site: Site, line: string): Promise<Result> {
  // The lab's own namespace is no such place: what comes from there is the operator's.
  const script = `unshare --net sleep 60 & pid=$!
trap 'kill $pid' EXIT
until [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add stranger0 type veth peer name stranger1 netns $pid
ip link set stranger0 master private up
inside() { nsenter --target $pid --net "$@"; }
inside ip link set lo up && inside ip addr add 10.77.0.99/24 dev stranger1 && inside ip link set stranger1 up
inside bash -c "$1"`;
  const [program = "", ...args] = site.access().enter;
  return command(program, [...args, "bash", "-c", script, "stranger", line]);
}
