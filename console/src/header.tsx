import { STATUS } from "bartizan:status";
import { worst } from "../../src/observe/health.ts";
import { SIGN, type View, WORD } from "./view.ts";

interface HeaderProps {
  readonly view: View;
  readonly route: string;
  readonly spans: readonly { readonly seconds: number; readonly words: string }[];
  readonly choose: (seconds: number) => void;
  readonly turn: () => void;
}

export function Header({ view, route, spans, choose, turn }: HeaderProps) {
  const { site, sight, silences, health, span } = view;
  const all = sight === undefined ? "unknown" : worst([...health.values()].map((it) => it.health));
  const firing = (sight?.alerts ?? []).filter((it) => it.state === "firing" && silences.of(it) === undefined).length;
  const open = site.findings.filter((it) => it.severity !== "info" && it.waived === undefined).length;
  const roles = STATUS.flatMap(({ role }) => role ?? []).filter((role) => site.hosts.some((host) => host.roles.includes(role)));
  const link = (to: string, words: string, count = 0, tone = "") => (
    <a href={to} aria-current={route === to || (to === "#/" && !/^#\/\w/.test(route)) ? "page" : undefined}>
      {words}
      {count > 0 && <b class={`count ${tone}`}>{count}</b>}
    </a>
  );
  return (
    <header>
      <div class="title">
        <h1>
          <span class={`sign ${all}`} data-health={all} id="site-health">
            {SIGN[all]}
          </span>
          {site.name} <small>{site.domain}</small>
        </h1>
        <span class="state">{WORD[all]}</span>
      </div>
      <nav aria-label="pages">
        {link("#/", "Overview")}
        {roles.map((role) => link(`#/tier/${role}`, role))}
        {link("#/alerts", "Alerts", firing, "hot")}
        {link("#/findings", "Findings", open)}
      </nav>
      <div class="tools">
        <fieldset class="spans" aria-label="time">
          {spans.map((it) => (
            <button type="button" key={it.seconds} aria-pressed={span.seconds === it.seconds} onClick={() => choose(it.seconds)}>
              {it.words}
            </button>
          ))}
        </fieldset>
        <button type="button" class="theme" onClick={turn} aria-label="light or dark" title="light or dark (t)">
          ◐
        </button>
      </div>
    </header>
  );
}
