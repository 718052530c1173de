/** Where HAProxy answers, on loopback, whoever wants to know whether it answers at all. */
export const ALIVE_PATH = "/alive";

/**
 * The name of the process variable that is set while a balancer is about to give the address of the site away: each answer then
 * closes its connection, so that clients come back on new ones, which are somebody else's by and by.
 */
export const LEAVING_VARIABLE = "proc.bartizan_leaving";
