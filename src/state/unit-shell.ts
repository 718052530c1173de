import { withParameters } from "../util/script.ts";
import shell from "./unit-shell.sh";

/** How long a unit may take until it does its work, where its part does not say. */
export const READY_SECONDS = 20;

/** A unit with something to go back to is given up when its program has ended so often since the start. */
export const ENDS = 3;

/** journalctl(1) reads the default namespace alone otherwise; some units have another, and what systemd says of them is in the default one. */
export const ALL_JOURNALS = "--namespace=*";

/**
 * What scripts that start units are made of. Time is that of a clock that nobody sets, and counts from the start: however long each
 * question takes, all of them together take no longer than they may.
 *
 * systemd gives a unit a new id with each start. By these, what this start wrote is told from what was written before it, even when
 * both are in the same second.
 */
export const UNIT_SHELL = withParameters(shell, { JOURNALS: ALL_JOURNALS });
