import type { Infrastructure } from "../../model/infrastructure.ts";
import { managed } from "../../state/paths.ts";
import type { CommandResource } from "../../state/resource.ts";

/**
 * The app's user, its units, and its folders have the name of the infrastructure. Nothing that is on a host by that name already is taken
 * for the app: another's unit would be replaced, another's files would be the app's to write. Once the app's unit is managed there, the
 * name is its own; a user that an interrupted run made, and the state of an app that left and comes back, are its own, too.
 */
export function ownName({ name }: Infrastructure): CommandResource {
  const unit = `${name}.service`;
  return {
    kind: "command",
    id: "app-name",
    title: `the name ${name} is the app's`,
    check: [
      `taken() { echo "refuse: $1"; exit 0; }
${managed(`file:/etc/systemd/system/${unit}`)} && { echo own; exit 0; }
for it in /etc/systemd/system/${unit} /usr/lib/systemd/system/${unit} /etc/systemd/system/${name}.socket /usr/lib/systemd/system/${name}.socket /etc/init.d/${name}; do
  [ ! -e "$it" ] || taken "$it is there already, and is not the app's"
done
user=$(getent passwd ${name})
case "$user" in
  '') [ -z "$(getent group ${name})" ] || taken "there is a group ${name} already, without a user of that name" ;;
  *:/nonexistent:/usr/sbin/nologin) ;;
  *) taken "there is a user ${name} already, with the home $(echo "$user" | cut -d: -f6)" ;;
esac
[ ! -e /var/lib/${name} ] || [ "$(stat -c %U /var/lib/${name})" = ${name} ] || taken "/var/lib/${name} is there already, and belongs to $(stat -c %U /var/lib/${name})"
echo own`,
    ],
    want: "own",
    apply: [":"],
    refusal: `The app's user, service and folders are called ${name}, like the infrastructure. Give that another name in the file, or take away what has this one on the host. Nothing was changed.`,
  };
}
