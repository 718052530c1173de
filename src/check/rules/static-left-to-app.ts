import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";

/** A folder of static files that holds more than files for browsers. */
export const staticLeftToApp: Rule = {
  id: "static-left-to-app",
  section: "operations",
  severity: "info",
  title: "The folder of static files holds files that the web servers do not send.",
  why: "Sources of languages that run on the server, settings, databases and leftovers of editors are read by whoever asks when a web server takes them for files. Bartizan's web servers never send them: requests for them go to the app. A download that you meant to offer is missing for that reason, and any other web server that you put in front of this folder would send your source.",
  mend: "Point app.static at a folder that holds only what browsers show and visitors download. Pack downloads with such endings into an archive.",
  drill: "curl",
  falsePositive: "The app answers these paths itself, as the front controller index.php of Laravel, Symfony or WordPress does.",
  references: [
    {
      title: "OWASP: Testing for Sensitive Information in Old, Backup and Unreferenced Files",
      url: "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
    },
    {
      title: "CWE-540: Inclusion of Sensitive Information in Source Code",
      url: "https://cwe.mitre.org/data/definitions/540.html",
    },
  ],
  judge: ({ infra, leftToApp = [] }) => {
    if (infra.app?.static === undefined || leftToApp.length === 0) return [];
    const web = hostsOf(infra, "web").map((host) => host.name);
    const [one] = leftToApp;
    return [
      {
        entity: "site",
        title: `${listed(leftToApp)} in app.static ${leftToApp.length === 1 ? "is" : "are"} not sent as ${leftToApp.length === 1 ? "a file" : "files"}.`,
        why: `${listed(web)} ${web.length === 1 ? "passes" : "pass"} a request for /${one} to the app, which answers it or says 404. Nobody reads its content from here.`,
        evidence: [
          `app.static: ${infra.app.static}`,
          ...leftToApp.slice(0, EVIDENCE),
          ...(leftToApp.length > EVIDENCE ? [`and ${leftToApp.length - EVIDENCE} more`] : []),
        ],
        fix: { kind: "advice", title: "Move what is no file for browsers out of app.static, unless your app answers these paths." },
        hosts: web,
        path: "app.static",
      },
    ];
  },
};

/** Paths that stand below the finding. */
const EVIDENCE = 20;
