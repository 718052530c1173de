import { WORDS } from "../util/bounded.ts";
import { shellWord } from "../util/shell.ts";
import { HOST_DIR, HOST_PATHS } from "./paths.ts";
import type { HostPlan, Step } from "./step.ts";

/** Exit codes of the scripts, beyond those of the commands in them. */
export const SCRIPT_EXIT = { locked: 75, changed: 76, refused: 77, ill: 78 } as const;

/** Command line that unpacks the archive on its stdin and runs the script in it. */
export const UNPACK_AND_RUN = [
  `mkdir -p ${HOST_PATHS.staging} ${HOST_PATHS.stamps} ${HOST_PATHS.originals}`,
  `chmod 700 ${HOST_DIR}`,
  `d=$(mktemp -d ${HOST_PATHS.staging}/XXXXXXXX)`,
  `tar -C "$d" -xf -`,
  `exec sh "$d/run"`,
].join(" && ");

/**
 * Frames the body of a script: one at a time on a host, strict, its staging folder gone at the end. Progress goes to stdout as
 * lines `@start N`, `@done N`, `@fail N`, `@value NAME TEXT`; what the commands say is kept in a log and shown, as lines
 * `@| text`, only for the step that failed.
 */
export function frame(body: readonly string[]): string {
  return `set -eu
# Without the second name, systemctl would enable every package's SysV script as well, half a second each.
export LC_ALL=C DEBIAN_FRONTEND=noninteractive SYSTEMCTL_SKIP_SYSV=1 PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
d=$(dirname "$0")
cd "$d"
n=0
exec 3>&1 >>log 2>&1 </dev/null
on_exit() {
  code=$?
  trap - EXIT
  trap '' HUP INT TERM PIPE
  kill "$watch" || :
  if [ "$code" -ne 0 ]; then
    { printf '@fail %s\\n' "$n"; tail -n ${WORDS.lines} log | cut -c 1-${WORDS.columns} | sed 's/^/@| /'; } >&3 || :
  fi
  cd / && rm -rf "$d"
  exit "$code"
}
# When nobody listens any more the run is over: what waits for something must not hold the next run up. Not within \`busy\`, where
# an end half-way would leave more to mend than going on. (dash(1) knows a group only after \`-s NAME --\`.)
group=$(cut -d' ' -f5 /proc/$$/stat)
( trap '' PIPE; while sleep 1 3>&-; do printf '@alive\\n' >&3 2>/dev/null || [ -e busy ] || kill -s TERM -- "-$group"; done ) &
watch=$!
trap on_exit EXIT
trap 'exit 129' HUP INT TERM PIPE
begin() { n=$1; : >log; printf '@start %s\\n' "$n" >&3; }
finish() { printf '@done %s\\n' "$n" >&3; }
value() { printf '@value %s %s\\n' "$1" "$2" >&3; }
exec 9>${HOST_PATHS.running}
flock -w 120 9 || { echo "another run of Bartizan is still at work on this host"; exit ${SCRIPT_EXIT.locked}; }
find ${HOST_PATHS.staging} -mindepth 1 -maxdepth 1 -mmin +120 -exec rm -rf {} +
${body.join("\n")}
`;
}

/** A step within the frame: numbered as in the plan, so that progress can be told. */
export function numbered(plan: HostPlan, step: Step, script: string): string {
  return `begin ${plan.steps.indexOf(step)}\n${script}\nfinish`;
}

/** Where a new file waits within the archive of a script until it is judged. */
export const stagePath = (path: string): string => `stage${path}`;

/** Puts a staged file in place: right owner and mode first, then one rename. */
export const PUT = `put() { # staged target owner mode
  [ -d "\${2%/*}/" ] || mkdir -p "\${2%/*}/"
  install -o "\${3%%:*}" -g "\${3##*:}" -m "$4" "$1" "$2.bartizan-new"
  [ ! -d "$2" ] || rmdir "$2"
  mv -fT "$2.bartizan-new" "$2"
}`;

/**
 * Checkers want to see what a configuration refers to (a CA, a map). So files that have no checker of their own and are not there
 * yet, which nothing can be using, are put in place before the others are judged, and taken away again when one is refused.
 */
export const EARLY = `: >early
early() { # as put
  if [ ! -e "$2" ] && [ ! -L "$2" ]; then
    printf '%s\\n' "$2" >>early
    put "$1" "$2" "$3" "$4"
  fi
}
refuse() {
  while read -r path; do rm -f "$path"; done <early
  exit ${SCRIPT_EXIT.refused}
}`;

/** A run's hold on a host, as it is written there: `RUN HOLDER PID EXPIRES`. */
export interface LockRequest {
  readonly run: string;
  readonly holder: string;
  readonly pid: number;
  readonly seconds: number;
  /** Runs of this operator that are known to be dead: their locks do not count. */
  readonly dead: readonly string[];
}

/** Takes the host's lock, or exits with `locked`; exits with `changed` when somebody changed the host since the plan was made. */
export function takeLock(hold: LockRequest, generation: string): string {
  const mine = [hold.run, ...hold.dead].map(shellWord).join("|");
  return `now=$(date +%s)
if [ -f ${HOST_PATHS.lock} ]; then
  read -r run holder pid expires <${HOST_PATHS.lock}
  case "$run" in
    ${mine}) ;;
    *) if [ "$expires" -gt "$now" ]; then value locked "$holder $pid $((expires - now))"; exit ${SCRIPT_EXIT.locked}; fi ;;
  esac
fi
if [ "$(cat ${HOST_PATHS.generation} 2>/dev/null || true)" != ${shellWord(generation)} ]; then exit ${SCRIPT_EXIT.changed}; fi
printf '%s %s %s %s\\n' ${shellWord(hold.run)} ${shellWord(hold.holder)} ${hold.pid} $((now + ${hold.seconds})) >${HOST_PATHS.lock}.new
mv -f ${HOST_PATHS.lock}.new ${HOST_PATHS.lock}`;
}

/** Command that gives the lock back, if it is still this run's. */
export function releaseLock(run: string): string {
  return `grep -q ${shellWord(`^${run} `)} ${HOST_PATHS.lock} 2>/dev/null && rm -f ${HOST_PATHS.lock} || true`;
}
