import type { Infrastructure, Receiver } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { FileResource } from "../../state/resource.ts";
import { type Content, type SecretRef, text } from "../../util/content.ts";
import { senderOf } from "../opensmtpd/opensmtpd.ts";

/** Where the URLs and keys of receivers stand, one a file: Alertmanager reads them for each message, and its configuration holds none. */
export const ALERTMANAGER_FOLDER = "/etc/prometheus/receivers";
export const WATCHDOG_FILE = `${ALERTMANAGER_FOLDER}/watchdog`;

const fileOf = ({ kind }: Receiver, index: number): string => `${ALERTMANAGER_FOLDER}/${index}-${kind}`;

/** The files with what must not be seen. A mail address is none of these; it stands in the configuration. */
export function receiverFiles({ monitoring }: Infrastructure): readonly FileResource[] {
  const { receivers, watchdog } = monitoring;
  return [
    ...receivers.flatMap((it, index) => (it.kind === "email" ? [] : [secretFile(fileOf(it, index), it.to)])),
    ...(watchdog === undefined ? [] : [secretFile(WATCHDOG_FILE, watchdog)]),
  ];
}

function secretFile(path: string, value: string | SecretRef): FileResource {
  return { kind: "file", path, owner: "root:prometheus", mode: "0640", content: text`${value}` };
}

/** What a message is called: how it stands, and where. */
const title = (name: string): string =>
  `'[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] ${name} {{ .CommonLabels.place }}'`;
const SENTENCES =
  '"{{ range .Alerts }}{{ .Annotations.summary }}\\n  {{ .Annotations.description }}\\n  {{ .Annotations.runbook }}\\n{{ end }}"';

/** Who is told by these means of what people are to know: firing and resolved. */
export function peopleOf(infra: Infrastructure, kinds: readonly Receiver["kind"][]): Content {
  const { receivers } = infra.monitoring;
  return kinds.reduce<Content>((all, kind) => {
    const entries = receivers.flatMap((it, index) => (it.kind === kind ? [entryOf(it, fileOf(it, index), infra)] : []));
    return entries.reduce<Content>((list, entry) => text`${list}${entry}`, text`${all}    ${kind}_configs:\n`);
  }, text``);
}

function entryOf({ kind, to }: Receiver, file: string, infra: Infrastructure): Content {
  const { name } = infra;
  switch (kind) {
    case "email":
      return text`      - to: '${to}'
        from: '${senderOf(infra)}'
        smarthost: '127.0.0.1:${PORTS.loopback.mail}'
        hello: '${infra.domain}'
        # To this host's own mail server, on loopback; it encrypts what leaves the host.
        require_tls: false
        headers: { Subject: ${title(name)} }
        text: ${SENTENCES}
        html: ''
        send_resolved: true
`;
    case "webhook":
      return text`      - url_file: '${file}'
        send_resolved: true
`;
    case "slack":
      return text`      - api_url_file: '${file}'
        title: ${title(name)}
        text: ${SENTENCES}
        send_resolved: true
`;
    case "pagerduty":
      return text`      - routing_key_file: '${file}'
        description: ${title(name)}
        severity: '{{ if eq .CommonLabels.severity "page" }}critical{{ else }}warning{{ end }}'
        send_resolved: true
`;
    case "opsgenie":
      return text`      - api_key_file: '${file}'
        message: ${title(name)}
        description: ${SENTENCES}
        priority: '{{ if eq .CommonLabels.severity "page" }}P1{{ else }}P3{{ end }}'
        send_resolved: true
`;
  }
}
