import { LAB_ERRORS } from "./lab-errors.ts";
import { PATCH_ERRORS } from "./patch-errors.ts";
import { PLAN_ERRORS } from "./plan-errors.ts";
import { PORT_ERRORS } from "./port-errors.ts";
import { PROMOTE_ERRORS } from "./promote-errors.ts";

/**
 * Every error that Bartizan can report, in one table: `BZ_AREA_REASON`. A code is never reused. `title` says what is
 * wrong in a line; `mend` says what to do. What was found, and where, comes with the error itself. `docs/reference/errors.md`
 * is generated from this table.
 */
export const ERRORS = {
  BZ_INTERNAL: { title: "Bartizan failed in a way it did not foresee", mend: "Report it with the command you typed and the lines below." },
  BZ_FACTS_INCOMPLETE: {
    title: "the host stopped answering while it was looked at",
    mend: "Run the command again; if it stays, look at the host with `bartizan ssh HOST`.",
  },
  BZ_HOST_UNSUPPORTED: {
    title: "the host runs a system that Bartizan does not know",
    mend: "Install Debian 13 on it, or take the host out of the file.",
  },
  BZ_HOST_REFUSED: { title: "a change would endanger what is on the host", mend: "Read what was found; nothing has been changed." },
  BZ_CLUSTER_UNDECIDED: {
    title: "nobody can say which database node has the latest commits",
    mend: "Bring the missing nodes back and run `up` again. To start from one node's data all the same, and to lose what only others have: bartizan up --bootstrap HOST, with --only and the nodes that can be reached.",
  },
  BZ_CLUSTER_ERASES: {
    title: "joining the cluster would erase what a database holds",
    mend: "A node that joins takes the cluster's data in place of its own. Save what counts (dump it on that host, then load it into the cluster) and drop the schemas there, or take the host out of the file. Nothing was changed.",
  },
  BZ_SSH_NO_CLIENT: { title: "ssh could not be started on this machine", mend: "Install OpenSSH's client: apt-get install openssh-client" },
  BZ_SSH_UNKNOWN_HOST: { title: "no host has this name", mend: "Take one of the names in the file." },
  BZ_SSH_CONTROL_DIR: {
    title: "the folder for shared connections belongs to somebody else",
    mend: "Remove it, or set TMPDIR to a folder of your own.",
  },
  BZ_SSH_HOST_KEY_CHANGED: {
    title: "the host shows another key than the one you know",
    mend: "Find out why before you go on: somebody may stand between. If the host was installed anew: ssh-keygen -R ADDRESS",
  },
  BZ_SSH_HOST_KEY_UNKNOWN: {
    title: "the host's key is not known to you",
    mend: "Run `bartizan bootstrap`: it shows the key, and remembers it when you say that it is right.",
  },
  BZ_KNOWN_HOSTS_CHANGED: {
    title: "somebody else has changed the file with the servers' keys meanwhile",
    mend: "Nothing was written. Run it again.",
  },
  BZ_SSH_DENIED: {
    title: "the host does not let you in",
    mend: "Put your public key into the host's authorized_keys, or name the right user in ~/.ssh/config.",
  },
  BZ_SSH_REFUSED_FOR_NOW: {
    title: "the host closed the connection before the login",
    mend: "OpenSSH shuts an address out for some seconds after failed logins: wait half a minute and run the command again.",
  },
  BZ_SSH_UNREACHABLE: {
    title: "the host cannot be reached",
    mend: "Check that it runs and that your address is in firewall.admin. To run the infrastructure on this machine instead: add --lab.",
  },
  BZ_SSH_NOT_ROOT: {
    title: "the login is not root's, and sudo does not run commands for it unasked",
    mend: "Log in as root, or let the user run sudo without a password and without a terminal (NOPASSWD in sudoers, no requiretty).",
  },
  BZ_SSH_NO_SHELL: {
    title: "the login succeeds, but its shell runs no commands",
    mend: "Give the user a shell that does, by `usermod --shell /bin/bash USER`, and see that its start-up files do not end it.",
  },
  BZ_SSH_FAILED: {
    title: "ssh ended before it asked the host for anything",
    mend: "Read what ssh says; `ssh DESTINATION true` says the same.",
  },
  BZ_HOST_LOCKED: { title: "another run works on this host", mend: "Wait for it to end; the lock of a run that died expires by itself." },
  BZ_HOST_CHANGED: {
    title: "somebody changed the host after the plan was made",
    mend: "Nothing was changed on it by this run. Run the command again to plan anew.",
  },
  BZ_HOST_CLOCK: {
    title: "the clock of the host and the one of this machine differ",
    mend: "Set the one that is wrong, and let it be kept right (`timedatectl set-ntp true`); then run the command again. Nothing was changed.",
  },
  ...PLAN_ERRORS,
  ...PROMOTE_ERRORS,
  BZ_CONFIG_REFUSED: {
    title: "a generated configuration was refused by the part's own checker",
    mend: "Nothing was replaced on this host. If the words above do not point at a value in your file, report them.",
  },
  BZ_STEP_FAILED: {
    title: "a step failed on the host",
    mend: "Mend what the words above name and run the command again: it goes on from there.",
  },
  BZ_UNIT_ILL: {
    title: "what is new did not get well, so what ran before goes on",
    mend: "Mend it and run `up` again, which tries it again. To go back for good, put the source and the file back to what runs now.",
  },
  BZ_HOST_MEMORY: {
    title: "the host has less memory than your file counts on",
    mend: "Nothing was changed. Give the machine more memory, or let less be taken of it: without a `memory` of its own each program takes a share.",
  },
  BZ_HOST_UNHEALTHY: {
    title: "servers are not seen well after the change by those that send them requests; the run stopped there",
    mend: "Look at the app's and the web server's journal there (`bartizan logs`), mend it and run the command again: it goes on from there.",
  },
  BZ_TIER_TOO_THIN: {
    title: "too few of the others serve for this host to be taken away now",
    mend: "Bring the others back first, if need be alone: `bartizan up --only HOST`.",
  },
  BZ_FIREWALL_UNCONFIRMED: {
    title: "the new firewall rules could not be confirmed",
    mend: "The host puts its old rules back within 45 seconds. Check that your address is in firewall.admin.",
  },
  BZ_FIREWALL_SHUT_OUT: {
    title: "the firewall would keep you out",
    mend: "Nothing was changed. Add the range that you come from to firewall.admin.",
  },
  ...PORT_ERRORS,
  BZ_CERTIFICATE_REQUEST: {
    title: "a certificate could not be issued",
    mend: "Run the command again; if it stays, look at the host's /etc/bartizan/pki.",
  },
  BZ_VAULT_DAMAGED: {
    title: "the vault of this infrastructure is damaged",
    mend: "Take the vault from the repository's last commit that was right, or the lab's folder from a copy. Starting anew (moving it away) makes a new CA and new passwords.",
  },
  BZ_HOST_FOREIGN: {
    title: "this host is managed under the CA of another vault",
    mend: "Nothing was changed. Bring the vault here that the host was brought up with. If it is lost, or the host is to change hands: `bartizan up --new-ca`.",
  },
  BZ_VAULT_LOCKED: {
    title: "your key does not open what this needs from the vault",
    mend: "Put your key into BARTIZAN_KEY or the file that `bartizan secrets key` names, or let somebody add it: `bartizan secrets recipients add NAME KEY`.",
  },
  BZ_VAULT_KEY: {
    title: "this is no key that a vault can be opened with",
    mend: "A key is what `bartizan secrets key --new` or age-keygen makes: a line that begins with AGE-SECRET-KEY-1.",
  },
  BZ_REVOKE_KEY: {
    title: "no such key lets anybody in",
    mend: "Name the key as a file, as its comment, or as its fingerprint.",
  },
  BZ_REVOKE_LOCKED_OUT: {
    title: "without this key you could not log in",
    mend: "It was put back. Give the host a key of yours first (ssh-copy-id(1)), then run it again.",
  },
  BZ_VAULT_RECIPIENT: {
    title: "the vault cannot be encrypted like this",
    mend: "Name a public key (age1...), as `bartizan secrets key` prints it, and leave every part of the vault somebody who opens it.",
  },
  BZ_VAULT_RECIPIENTS: {
    title: "the recipients in the file are not those that it was encrypted to",
    mend: "Somebody edited the list, or a merge put two lists together. Take the file from the last commit that was right, and add recipients by `bartizan secrets recipients add`.",
  },
  BZ_VAULT_CONFLICT: {
    title: "the vault has a merge conflict",
    mend: "Take one side (`git checkout --ours` or `--theirs`), then repeat the other one's change with `bartizan secrets`; no change is lost, as git has both.",
  },
  BZ_VAULT_CHANGED: { title: "somebody else changed the vault meanwhile", mend: "Nothing was written. Run the command again." },
  BZ_VAULT_MISSING: {
    title: "there is no vault here, so `up` has not run from here yet",
    mend: "Bring the infrastructure up first. If somebody else did, pull the file from the repository that they committed it to.",
  },
  BZ_SECRET_MISSING: { title: "a secret that the file names has no value", mend: "Set it in your environment." },
  BZ_CONFIG_SECRETS_FILE: {
    title: "the file of your secrets has a line that is not understood",
    mend: "Correct the line: NAME=value, or NAME='value' when it holds spaces, # or $. What stands between single quotes stays as it is.",
  },
  BZ_RELEASE_BUILD: { title: "the app could not be packed", mend: "Run app.build by hand in the app's folder and mend what it says." },
  BZ_RELEASE_EMPTY: { title: "there is nothing to ship", mend: "Let app.build write into app.output, or correct app.output." },
  BZ_RELEASE_FILE: {
    title: "a file of the app cannot be shipped",
    mend: "Let the file be read by whoever runs bartizan, and let nothing write into the app's folder meanwhile; then run the command again.",
  },
  BZ_INTERRUPTED: {
    title: "you interrupted the run",
    mend: "Run the command again: it goes on from what is there.",
  },
  BZ_DECLINED: { title: "you said no", mend: "Nothing was changed." },
  BZ_LAB_DOWN: {
    title: "the lab of this file does not run",
    mend: "Start it with `bartizan up --lab`. For the real servers leave --lab away.",
  },
  BZ_NOT_ROOT: { title: "this needs root", mend: "Run it with sudo." },
  BZ_TRUST_STORE: {
    title: "this machine's trust store could not be changed",
    mend: "Print the certificate with `bartizan trust` and import it by your system's own means.",
  },
  BZ_CONFIG_KEY_UNKNOWN: { title: "there is no such key", mend: "Remove it, or take one of the keys that are allowed." },
  BZ_CONFIG_KEY_MISSING: { title: "something that must be said is not", mend: "Add it." },
  BZ_CONFIG_TYPE: { title: "this is the wrong kind of value", mend: "Write what is allowed." },
  BZ_CONFIG_VALUE: { title: "this value is not one of those that are known", mend: "Take one of those that are allowed." },
  BZ_CONFIG_NUMBER: { title: "the number is out of range", mend: "Take a number within the range." },
  BZ_CONFIG_NAME: { title: "this cannot be the infrastructure's name", mend: "Take a short name, such as the project's." },
  BZ_CONFIG_NAME_RESERVED: {
    title: "the infrastructure's name is taken on every host",
    mend: "Take another name: the app's user, service and folders are called like the infrastructure.",
  },
  BZ_CONFIG_DOMAIN: {
    title: "this is not a DNS name",
    mend: "Write the name as it stands in the browser, without https:// and without a path.",
  },
  BZ_CONFIG_HOSTS_EMPTY: { title: "there are no hosts", mend: 'Add the machines: hosts: { srv1: { address: "...", runs: [...] } }.' },
  BZ_CONFIG_HOST_NAME: { title: "this cannot be the name of a host", mend: "Take a name such as srv1." },
  BZ_CONFIG_HOST_NAME_RESERVED: { title: "this name means something else already", mend: "Take another name for the host." },
  BZ_CONFIG_ADDRESS: { title: "this is not an address of the right kind", mend: "Write the address alone, without port, prefix or zone." },
  BZ_CONFIG_ADDRESS_UNUSABLE: {
    title: "no other host can reach this address",
    mend: "Write the address that the host has on the network.",
  },
  BZ_CONFIG_ADDRESS_TWICE: { title: "an address is given twice", mend: "Give every host addresses of its own." },
  BZ_CONFIG_SSH: { title: "ssh(1) would not understand this destination", mend: "Options belong into ~/.ssh/config, under an alias." },
  BZ_CONFIG_SSH_TWICE: {
    title: "two hosts have the same SSH destination",
    mend: "Give every host a destination of its own: they would be set up on one machine.",
  },
  BZ_CONFIG_ROLE_UNKNOWN: { title: "there is no such role", mend: "Take one of the roles that are allowed." },
  BZ_CONFIG_LISTED_TWICE: { title: "this is listed twice", mend: "Remove one of the two." },
  BZ_CONFIG_TIER_EMPTY: {
    title: "a tier is described that nothing runs",
    mend: "Add its role to `runs` of a host, or remove the section.",
  },
  BZ_CONFIG_TIER_UNDECLARED: { title: "a host runs a tier that is not described", mend: "Add its section, or remove the role." },
  BZ_CONFIG_TIER_MISSING: { title: "a tier is missing that the others need", mend: "Add its role to `runs` of a host." },
  BZ_CONFIG_PRIMARY_UNKNOWN: { title: "the primary is not one of the hosts", mend: "Name a host that runs `database`." },
  BZ_CONFIG_PRIMARY_WITHOUT_DATABASE: { title: "the primary does not run a database", mend: "Name a host that runs `database`." },
  BZ_CONFIG_DATABASE_NAME: { title: "this cannot be the name of the app's schema and user", mend: "Take another name." },
  BZ_CONFIG_CIDR: { title: "this is not an address range", mend: "Write ADDRESS/PREFIX, with /32 (IPv4) or /128 (IPv6) for one address." },
  BZ_CONFIG_CIDR_HOST_BITS: { title: "the address does not begin the range", mend: "Write the lowest address of the range." },
  BZ_CONFIG_ADMIN_EMPTY: { title: "nobody could administer the hosts", mend: "Add the range from which you reach the hosts by SSH." },
  BZ_CONFIG_ADMIN_OPEN: { title: "SSH would be open to the world", mend: "Write the ranges of your offices, of a VPN or of a jump host." },
  BZ_CONFIG_ADMIN_OVERLAP: { title: "this range is in the list already", mend: "Remove it: the other range lets it in." },
  BZ_CONFIG_COMMAND: { title: "this is not a command in one line", mend: "Write one line; put longer scripts into a file of the app." },
  BZ_CONFIG_FOLDER: { title: "this cannot be the folder", mend: 'Write a folder as it is allowed, such as "public".' },
  BZ_CONFIG_HEALTH: { title: "this is not a path of a URL", mend: 'Write the path alone, such as "/up".' },
  BZ_CONFIG_PACKAGE: { title: "this is not the name of a Debian package", mend: "Write the name alone, as `apt show` takes it." },
  BZ_CONFIG_PORT_TAKEN: { title: "the port is needed by another part on the same host", mend: 'Take another port, or "socket".' },
  BZ_CONFIG_SOCKET_APART: {
    title: "a unix socket reaches no other host",
    mend: 'Write a port, as in listen: 3000, or run "app" where "web" runs.',
  },
  BZ_CONFIG_ENV_NAME: {
    title: "this cannot be the name of a variable",
    mend: "Write capital letters, digits and _, not beginning with a digit.",
  },
  BZ_CONFIG_ENV_RESERVED: { title: "Bartizan sets this variable itself", mend: "Remove it, or give yours another name." },
  BZ_CONFIG_ENV_VALUE: { title: "this cannot be the value of a variable", mend: "Take the control characters out." },
  BZ_CONFIG_SECRET_NAME: {
    title: "this cannot be the name of a secret",
    mend: 'Write the name of an environment variable: secret("API_KEY"). The value does not belong into the file.',
  },
  BZ_CONFIG_SECRET_LITERAL: {
    title: "a secret stands in the file",
    mend: 'Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared.',
  },
  BZ_CONFIG_KEY_OUT_OF_PLACE: { title: "this key does not apply here", mend: "Remove it." },
  BZ_CONFIG_HOST_UNKNOWN: { title: "no host has this name", mend: "Take one of the names in the file." },
  BZ_CONFIG_HOST_ROLE: { title: "the host does not run what it should here", mend: "Name another host, or change what it runs." },
  BZ_CONFIG_RACK_ZONES: { title: "a rack stands in two zones", mend: "Give the host the zone of the rack, or another rack." },
  BZ_CONFIG_FAILURE_DOMAIN: { title: "this cannot be the name of a zone or a rack", mend: "Take a short name, such as a or fra1." },
  BZ_CONFIG_DATE: { title: "this is not a day", mend: "Write the day as YYYY-MM-DD, such as 2030-01-31." },
  BZ_CONFIG_CERTIFICATE_NAME: {
    title: "no certificate is for such a name",
    mend: "Write the names as they stand in the certificate: openssl x509 -noout -ext subjectAltName",
  },
  BZ_CONFIG_CHAIN: {
    title: "browsers would not accept this chain of certificates",
    mend: "Take the file that your CA calls full chain: the site's certificate, then the intermediate ones.",
  },
  BZ_CONFIG_PROXIES_OPEN: {
    title: "strangers would be believed who they are",
    mend: "Write the ranges that your CDN or your provider's balancer sends from; they publish them.",
  },
  BZ_CONFIG_ALIAS_WILDCARD: {
    title: "no public CA that asks the site itself signs for a name with a star",
    mend: 'List the names one by one, or bring a certificate for them: certificate: "provided".',
  },
  BZ_CONFIG_PORTS: { title: "these are no ports", mend: 'Write one port, or the first and the last one: "8000-8099".' },
  BZ_CONFIG_SERVICE: { title: "this cannot be the name of a service", mend: "Take the protocol's name, such as redis." },
  BZ_CONFIG_SERVICE_RESERVED: { title: "a flow of Bartizan's own has this name", mend: "Take another name for your service." },
  BZ_CONFIG_FLOW_SELF: { title: "a flow ends where it begins", mend: "Remove it: what a host says to itself passes no firewall." },
  BZ_CONFIG_FLOW_TWICE: { title: "two flows are one", mend: "Remove one of the two, or give the second service a name of its own." },
  BZ_CONFIG_SENTENCE: { title: "this is not a sentence in one line", mend: "Write a line of up to 500 characters." },
  BZ_CONFIG_DEPENDENCY_NAME: { title: "this cannot be the name of a dependency", mend: "Take a short name, such as dns." },
  BZ_CONFIG_CURRENCY: { title: "this is not a currency", mend: "Write its code: three capital letters, such as EUR." },
  BZ_CONFIG_BACKUP_TARGET: { title: "this is no place for backups", mend: "Write the name of a host or a URL." },
  BZ_CONFIG_MAIL_ADDRESS: { title: "this is not a mail address", mend: "Write the address alone, such as ops@example.com." },
  BZ_CONFIG_MAIL_SERVER: {
    title: "this mail server or login cannot be used",
    mend: "Write the server as host or host:port, and the login as your mail provider gave it.",
  },
  BZ_CONFIG_HOST_KEY: {
    title: "this is no public host key",
    mend: "Write type and key as `ssh-keyscan -t ed25519 HOST` prints them, without the name in front, and compare it with the host's own word.",
  },
  BZ_BACKUP_NONE: { title: "the file has no backups", mend: 'Add backups: { to: "sftp://user@host/folder" } and run `bartizan up`.' },
  BZ_RESTORE_COPY: { title: "this copy cannot be looked at", mend: "`bartizan backup list` names those that there are." },
  BZ_RESTORE_WRITER: {
    title: "no host takes the writes, so there is nowhere to put the copy",
    mend: "Bring the database back first (`bartizan up`, `bartizan db promote`). Without --in-place a copy is restored beside it, which needs no database.",
  },
  BZ_RESTORE_FIRST: {
    title: "no copy could be taken of what is to be replaced",
    mend: "Mend what is said above; or add --no-copy, and what is replaced cannot be had back.",
  },
  BZ_CONFIG_URL: { title: "this URL cannot be called", mend: "Write the whole URL, beginning with https://." },
  BZ_CONFIG_METRICS: {
    title: "this is no regular expression for names of metrics",
    mend: "Take letters, digits, _ and : as they are, and . * + ? | ( ) [ ] - with their usual meaning.",
  },
  BZ_CONFIG_PEM: {
    title: "this is no certificate in PEM",
    mend: 'Read it from its file: readFileSync(new URL("ca.pem", import.meta.url), "utf8").',
  },
  BZ_CONFIG_WORD: { title: "this word has signs that cannot stand here", mend: "Take letters, digits and . _ -" },
  BZ_CONFIG_ALERT_NAME: { title: "this cannot be the name of an alert", mend: "Take the name that an alert shows, such as HostDiskFull." },
  BZ_NOT_BUILT_YET: {
    title: "this cannot be brought up yet",
    mend: "Set it back, or wait for a release that can. The check, the picture and the report know it already.",
  },
  BZ_ALERT_UNKNOWN: { title: "no alert has this name", mend: "Take one of the names that are allowed." },
  BZ_CONFIG_FINDING: {
    title: "this is not the identity of a finding",
    mend: "Copy it from the output of `bartizan check`: the rule, @, and what it was found at.",
  },
  BZ_CONFIG_APP_FOLDER: { title: "the app's folder is not there", mend: "Correct app.source: it is relative to the config file." },
  BZ_CONFIG_FILE_MISSING: {
    title: "there is no config file",
    mend: "Go into the folder of your project, name the file with -c FILE, or make one with `bartizan init`.",
  },
  BZ_CONFIG_FILE_UNREADABLE: {
    title: "the config file cannot be read",
    mend: "Correct its permissions, or name another file with -c FILE.",
  },
  BZ_CONFIG_FILE_SYNTAX: {
    title: "the config file is not valid TypeScript",
    mend: "Correct the file at this place; the mistake may also be just before it.",
  },
  BZ_CONFIG_FILE_THROWS: {
    title: "the config file failed while it was loaded",
    mend: "Correct the file; it is run as a program when it is loaded.",
  },
  BZ_CONFIG_FILE_IMPORT: {
    title: "the config file imports something that is not there",
    mend: "Correct the import, or install the package.",
  },
  BZ_CONFIG_FILE_EXPORT: { title: "the config file exports no config", mend: "Write `export default defineInfrastructure({ ... })`." },
  ...LAB_ERRORS,
  ...PATCH_ERRORS,
  BZ_EXPLAIN_UNKNOWN: {
    title: "there is nothing of this name to explain",
    mend: "`bartizan explain` lists the topics and the findings, `bartizan alerts` what fires.",
  },
  BZ_FIX_BY_HAND: {
    title: "this place of the file cannot be edited mechanically",
    mend: "Write what stands above by hand, then run `bartizan check` again.",
  },
  BZ_FIX_CHANGED: { title: "somebody changed the file meanwhile", mend: "Nothing was written. Run the command again." },
  BZ_INIT_EXISTS: { title: "there is something already", mend: "Take another folder, or overwrite it with --force." },
  BZ_INIT_FOLDER: { title: "the folder cannot be written", mend: "Take another folder, or correct its permissions." },
  BZ_ALERTS_NOBODY: {
    title: "nobody is told of alerts",
    mend: "Add somebody to monitoring.receivers and run `bartizan up`.",
  },
  BZ_ALERTS_UNANSWERED: {
    title: "the monitor does not answer for the alerts",
    mend: "Run `bartizan up`, or read `bartizan logs monitor`.",
  },
  BZ_OBSERVE_NO_MONITOR: { title: "no host runs the monitor", mend: 'Add "monitor" to `runs` of a host, then `bartizan up`.' },
  BZ_OBSERVE_STORE: {
    title: "the monitor's store of metrics does not answer",
    mend: "Run `bartizan up`, or read `bartizan logs monitor`.",
  },
  BZ_HOST_SAYS_TOO_MUCH: {
    title: "a host said more than any command of ours does",
    mend: "Look at the host before you trust it: something there answers in the place of its programs. `bartizan ssh HOST` is a plain shell.",
  },
  BZ_CONSOLE_PORT: { title: "no port is free for the console", mend: "Free one of them, or name another with --port." },
  BZ_CONSOLE_ANSWER: {
    title: "the monitor's console does not answer",
    mend: "Run `bartizan up`, which puts it there, or read `bartizan logs monitor`.",
  },
  BZ_CHECK_UNKNOWN: {
    title: "there is no such rule or finding",
    mend: "Take one of those that are allowed; `bartizan check` lists the findings.",
  },
  BZ_OUTPUT: { title: "the output could not be written", mend: "Name another file with -o, or correct the folder's permissions." },
  BZ_DRAW_FONTS: {
    title: "this machine has no font to write with",
    mend: "Install one: apt-get install fonts-dejavu-core. An SVG needs none: the reader's machine brings its own.",
  },
  BZ_DRAW_SIZE: { title: "the picture would have more pixels than fit into memory", mend: "Take a smaller --scale, or draw an SVG." },
  BZ_FILE: { title: "a file cannot be read", mend: "Correct its path or its permissions." },
  BZ_FAULT_TREE_XML: { title: "the file is not a well-formed model", mend: "Correct the file at this place." },
  BZ_FAULT_TREE_UNSUPPORTED: {
    title: "the model says something that a coherent fault tree cannot, or that is not known here",
    mend: "Write it with what is allowed.",
  },
  BZ_FAULT_TREE_UNDEFINED: { title: "the fault tree refers to something that is not there", mend: "Define it, or correct the name." },
  BZ_FAULT_TREE_TWICE: { title: "the fault tree defines a name twice", mend: "Take another name for one of the two." },
  BZ_FAULT_TREE_CYCLE: { title: "the fault tree runs in a circle", mend: "Take one of the references out: no gate can be its own cause." },
  BZ_FAULT_TREE_GATE: { title: "a gate of the fault tree makes no sense", mend: "Correct the gate." },
  BZ_FAULT_TREE_PROBABILITY: { title: "an event of the fault tree has no probability", mend: "Correct its value." },
  BZ_FAULT_TREE_TOP: { title: "the fault tree has no single top", mend: "Leave one gate that no other gate uses." },
  BZ_AVAILABILITY_BUDGET: {
    title: "the fault tree is too large for an exact answer, and for a good approximation",
    mend: "Allow more nodes, or ask for cut sets of a lower order.",
  },
  BZ_USAGE: { title: "the command line does not say what to do", mend: "Read `bartizan COMMAND --help`." },
} as const satisfies Record<string, { readonly title: string; readonly mend: string }>;
