import { STATUS } from "bartizan:status";
import { useEffect, useState } from "preact/hooks";
import type { ConsoleSite } from "../../src/observe/console-site.ts";
import { hostHealth } from "../../src/observe/health.ts";
import { SAVED_SECONDS } from "../../src/observe/saved.ts";
import { happenings } from "./events.ts";
import { Header } from "./header.tsx";
import { useKeys } from "./keys.ts";
import { observed } from "./observe.ts";
import { Alerts } from "./pages/alerts.tsx";
import { Findings } from "./pages/findings.tsx";
import { HostPage } from "./pages/host.tsx";
import { Overview } from "./pages/overview.tsx";
import { TierPage } from "./pages/tier.tsx";
import { useSilences } from "./silences.ts";
import type { AnswerSource } from "./source.ts";
import { useTheme } from "./theme.ts";
import type { View } from "./view.ts";
import { useWatch } from "./watch.ts";

/** Times that charts can show. */
export const SPANS = [
  { seconds: 900, words: "15 min" },
  { seconds: 21_600, words: "6 h" },
  { seconds: 604_800, words: "7 d" },
] as const;

/** Asked for again after an `up` may have changed it. */
const SITE_SECONDS = 60;

export function App({ source }: { readonly source: AnswerSource }) {
  const site = useWatch(() => source.site(), SITE_SECONDS, source);
  if (site.value !== undefined) return <Console source={source} site={site.value} lost={site.trouble} />;
  return (
    <main class="wait">
      <h1>Bartizan</h1>
      <p role="status">{site.trouble ?? "Asking the monitor …"}</p>
    </main>
  );
}

function Console({ source, site, lost }: { readonly source: AnswerSource; readonly site: ConsoleSite; readonly lost: string | undefined }) {
  const [route, setRoute] = useState(location.hash);
  const [seconds, setSeconds] = useState<number>(source.savedAt === undefined ? 900 : SAVED_SECONDS);
  const [theme, turn] = useTheme();
  useEffect(() => {
    const changed = (): void => {
      setRoute(location.hash);
      scrollTo(0, 0);
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useKeys({ span: (index) => setSeconds(SPANS[index]?.seconds ?? seconds), theme: turn });

  const every = Math.max(2, site.monitoring.intervalSeconds / 2);
  const seen = useWatch(() => observed(source, site), every, source, [site.status]);
  const events = useWatch(() => happenings(source, site, { seconds }), 15, source, [seconds]);
  const silences = useSilences(source);
  const sight = seen.value;
  const now = source.savedAt ?? (sight === undefined ? Date.now() / 1000 : Date.parse(sight.at) / 1000);
  const health = new Map(
    sight === undefined ? [] : site.hosts.map((host) => [host.name, hostHealth(STATUS, sight, host.name, site.monitoring.intervalSeconds)]),
  );
  const view: View = {
    source,
    site,
    sight,
    silences,
    health,
    span: { seconds },
    bounds: { from: now - seconds, to: now },
    events: events.value ?? [],
    theme,
  };
  return (
    <>
      <Header view={view} route={route} spans={source.savedAt === undefined ? SPANS : []} choose={setSeconds} turn={turn} />
      <main>
        <Notices view={view} trouble={seen.trouble ?? lost} at={seen.at} />
        <Page view={view} route={route} />
      </main>
      <footer>
        {site.name} · {site.release === undefined ? "no release" : `release ${site.release}`} · Bartizan {site.tool} · <kbd>?</kbd> keys:{" "}
        <kbd>o</kbd> overview, <kbd>a</kbd> alerts, <kbd>f</kbd> findings, <kbd>1</kbd>–<kbd>3</kbd> time, <kbd>←</kbd> <kbd>→</kbd> cursor,{" "}
        <kbd>t</kbd> theme
      </footer>
    </>
  );
}

function Page({ view, route }: { readonly view: View; readonly route: string }) {
  const [, page = "", name = ""] = /^#\/([a-z]+)(?:\/([\w-]+))?/.exec(route) ?? [];
  switch (page) {
    case "alerts":
      return <Alerts view={view} />;
    case "findings":
      return <Findings view={view} />;
    case "host":
      return <HostPage view={view} name={name} key={name} />;
    case "tier":
      return <TierPage view={view} tier={name} key={name} />;
    default:
      return <Overview view={view} />;
  }
}

/** What is wrong with what is shown, rather than with the infrastructure. */
function Notices({ view, trouble, at }: { readonly view: View; readonly trouble: string | undefined; readonly at: number }) {
  const { source, sight } = view;
  const notices: string[] = [];
  if (source.savedAt !== undefined)
    notices.push(`A saved moment: the hour before ${new Date(source.savedAt * 1000).toLocaleString()}. Nothing here is live.`);
  if (trouble !== undefined) notices.push(`${trouble}${at > 0 ? ` What is shown is of ${new Date(at).toLocaleTimeString()}.` : ""}`);
  const skew =
    sight === undefined || source.savedAt !== undefined || trouble !== undefined ? 0 : Math.round((Date.parse(sight.at) - at) / 1000);
  if (Math.abs(skew) > 30)
    notices.push(
      `The monitor's clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead of" : "behind"} this computer's. Times here are the monitor's.`,
    );
  if (sight?.hosts.every((it) => it.sampleAgeSeconds === null))
    notices.push("There is no sample of any host yet: the first ones come some seconds after `bartizan up`.");
  if (sight?.alerts === null) notices.push("The evaluator of rules does not answer: what fires is not known.");
  return (
    <>
      {notices.map((it) => (
        <p class="notice" role="status" key={it}>
          {it}
        </p>
      ))}
    </>
  );
}
