/** What hosts are looked at with: a shell that reads the script of the facts, and is told of the connection that it came by. */
export const LOOK = 'sh -s -- "$1"';
