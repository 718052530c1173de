/** The id of the command that makes a host a member; the engine decides for all nodes together what it does. */
export const MEMBER = "galera-member";
/** Position of the node, by Galera itself: exact after a clean stop, -1 after a crash. */
export const GROUP_STATE = "/var/lib/mysql/grastate.dat";
/** The last view of the cluster, from which all of its members restore it by themselves (pc.recovery). */
export const VIEW = "/var/lib/mysql/gvwstate.dat";
/** Where it stands until a state transfer is over: what is in the data folder then is worth nothing. */
export const TRANSFER_MARK = "/var/lib/mysql/sst_in_progress";
/** Stands from when a database from before the cluster was let go until a transfer has replaced it. */
export const JOINING = "/var/lib/mysql/bartizan-joining";
/** Says before each start, and after each end, how far the node is; makes the cluster again when all have left it in order. */
export const BEGIN_SCRIPT = "/usr/local/lib/bartizan/galera-begin";
/** Where it says so, for nginx to tell the other nodes. In /run: what was true before a power cut is gone with it. */
export const POSITION_FOLDER = "/run/bartizan-galera";
export const POSITION = `${POSITION_FOLDER}/position`;
/** Here nginx finds what the node is, in a file called `state`. */
export const STATE_FOLDER = "/var/lib/bartizan-galera";
/** Stands while MariaDB says that its node is in no group, not even in one without a majority. */
export const LEFT = `${STATE_FOLDER}/left`;
/** Starts a node anew that has left the group and runs on. */
export const REJOIN_UNIT = "bartizan-galera-rejoin";
export const REJOIN_SCRIPT = "/usr/local/lib/bartizan/galera-rejoin";
/** What MariaDB calls when its state changes; in a folder that mysql can enter. */
export const NOTIFY = "/etc/mysql/bartizan-galera-state";
/** With what a node shows the others of the group that it is one, without ending. */
export const GROUP_CERTIFICATE = "/etc/bartizan/pki/group";
/** Whose certificates they take. */
export const GROUP_CA = "/etc/bartizan/pki/group-ca.crt";
/** Read by OpenSSL within MariaDB and the programs that it starts for a transfer. */
export const TLS_SETTINGS = "/etc/mysql/bartizan-openssl.cnf";
/** Debian's unit for garbd, which votes and holds no data. */
export const ARBITRATOR_UNIT = "garb.service";
export const PROVIDER = "/usr/lib/galera/libgalera_smm.so";
