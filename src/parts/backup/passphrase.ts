import type { Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { shellWord } from "../../util/shell.ts";
import { BACKUP_FOLDER, CACHE } from "./names.ts";
import type { CopyPlace } from "./place.ts";

/** The name under which the vault keeps what the copies are encrypted with. */
export const PASSPHRASE = "backups.passphrase";
export const PASSPHRASE_FILE = `${BACKUP_FOLDER}/passphrase`;

/** restic(1), exit status: there is no repository. */
const NO_REPOSITORY = 10;
/** restic(1), exit status: the password is wrong. */
const WRONG_PASSWORD = 12;

/**
 * Looks whether the passphrase that is to be written would take the place of one that the copies are encrypted with: after that nobody
 * could read them. The place is asked only when the two differ; when it cannot be asked, the one that is there stays.
 */
export function passphraseGuard(place: CopyPlace): Resource {
  return {
    kind: "command",
    id: "backup-passphrase",
    title: "passphrase of the copies kept",
    check: text`new="${secretRef(PASSPHRASE, "double-quotes")}"
old=$(cat ${PASSPHRASE_FILE})
opens() { RESTIC_PASSWORD=$1 restic --quiet --no-lock --cache-dir ${CACHE} --repo ${shellWord(`sftp:target:${place.folder}`)} --option sftp.command='ssh -F ${BACKUP_FOLDER}/ssh_config target -s sftp' cat config; }
if [ -z "$old" ] || [ "$old" = "$new" ]; then echo kept; exit; fi
opens "$new" >&2; code=$?
case $code in
  0 | ${NO_REPOSITORY}) echo kept ;;
  ${WRONG_PASSWORD}) if opens "$old" >&2; then echo 'refuse: the passphrase on the host opens the copies, and the one in the vault does not'; else echo kept; fi ;;
  *) echo 'refuse: the passphrase on the host is not the one in the vault, and the place of the copies does not say which of the two opens them' ;;
esac`,
    want: "kept",
    apply: text`:`,
    refusal: `Nothing was changed. Bring the vault here that the host was brought up with. If it is lost, \`bartizan up --new-ca\` takes the passphrase over from the host. If the copies are worth nothing, remove ${PASSPHRASE_FILE} there.`,
  };
}
