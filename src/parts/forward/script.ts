import { PORTS } from "../../model/ports.ts";
import { withParameters } from "../../util/script.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import script from "./forward.sh";

export const FORWARD_SCRIPT = "/usr/local/lib/bartizan/forward";
/**
 * An awk program (`format.awk`) from the store's text (a sample a line, the samples of a series together, a host after the other) to bodies
 * of requests: `dir/part-NNNNN.gz`, each with the number of its samples in `dir/part-NNNNN.count`. Label values are escaped in the text as
 * in JSON. What is no number has no place in any of the formats.
 */
export const FORMAT = "/usr/local/lib/bartizan/forward.awk";
export const FORWARD_FOLDER = "/etc/bartizan/forward";
export const FORWARD_STATE = "/var/lib/bartizan-forward";
/** What a destination is told of, for the node exporter. */
export const metricsFile = (name: string): string => `${TEXTFILE_FOLDER}/bartizan-forward-${name}.prom`;

const STORE = `http://127.0.0.1:${PORTS.loopback.samples}`;

/**
 * What the timers run for a destination: it reads the store from where it stopped, and posts what it finds.
 *
 * The store is the buffer. How far each host was read stands in `cursor`; a window of each host is made into a batch of request bodies on
 * disk, in one rename with the cursors behind it, and a body is deleted when it was taken. So nothing is lost or sent again by a
 * restart, but the one body that was on its way.
 *
 * Hosts are read one by one, since each has a cursor of its own: a host that was cut off from the monitor delivers its samples later, in
 * order, and is read from where its last sample was.
 */
export const FORWARD_PROGRAM = withParameters(script, {
  FOLDER: FORWARD_FOLDER,
  STATE: FORWARD_STATE,
  TEXTFILES: TEXTFILE_FOLDER,
  STORE,
  FORMATTER: FORMAT,
});
