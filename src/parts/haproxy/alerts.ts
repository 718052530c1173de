import type { AlertRule, RecordingRule } from "../../kit/part.ts";
import { DURATION, FEW_ERRORS, manyFail, SLOW_SECONDS } from "../../kit/request-metrics.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/** Share of answers that may fail where the file declares no objective: three nines. */
const USUAL_BUDGET = 0.001;
const WINDOWS = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;

/** Share of the site's answers that may fail: what `objectives.availability` leaves. */
export function errorBudget({ objectives }: Infrastructure): number {
  const { availability } = objectives;
  // An objective of 1 leaves nothing to burn, and every error would be a page: six nines are meant.
  return availability === undefined ? USUAL_BUDGET : Math.max(1e-6, Number((1 - availability).toPrecision(6)));
}

/** What the balancer's numbers say is wrong. What is called `_write` or `_stream` follows `_read`, so that only the latter speaks for the servers. */
export function haproxyAlerts(infra: Infrastructure): readonly AlertRule[] {
  return [
    {
      name: "LbNoBackend",
      expr: "max by (host, proxy) (haproxy_backend_active_servers + haproxy_backend_backup_servers) == 0",
      // Health checks need a moment to find the servers of a balancer that has just started.
      for: "10s",
      severity: "page",
      summary: "No server is left behind {{ $labels.proxy }} on {{ $labels.host }}.",
      description: "Nothing is left to answer: every request to {{ $labels.proxy }} fails.",
    },
    {
      name: "LbServerDown",
      expr: 'haproxy_server_status{state="DOWN", proxy!~".*_(write|stream)"} == 1',
      for: "5s",
      severity: "ticket",
      about: "server",
      summary: "{{ $labels.host }} gets no good answer from {{ $labels.server }} ({{ $labels.proxy }}).",
      description: "The balancer sends nothing to {{ $labels.server }} because its health check fails; the others carry its load.",
    },
    {
      name: "LbServerFlapping",
      expr: 'increase(haproxy_server_check_up_down_total{proxy!~".*_(write|stream)"}[15m]) > 3',
      severity: "ticket",
      about: "server",
      summary: "{{ $labels.server }} goes up and down ({{ $labels.proxy }} on {{ $labels.host }}).",
      description: "{{ $labels.server }} fails and passes its check again and again: it is overloaded or restarts in a circle.",
    },
    {
      name: "LbConnErrors",
      expr: "sum by (host, proxy, server) (rate(haproxy_server_connection_errors_total[5m])) > 1",
      for: "2m",
      severity: "ticket",
      about: "server",
      summary: "Connections from {{ $labels.host }} to {{ $labels.server }} fail ({{ $labels.proxy }}).",
      description: "The balancer cannot open connections to this server: it is down, full, or its certificate is refused.",
    },
    {
      name: "LbQueue",
      expr: "max_over_time(haproxy_backend_current_queue[1m]) > 0",
      for: "2m",
      severity: "ticket",
      summary: "Requests wait for a free server behind {{ $labels.proxy }} on {{ $labels.host }}.",
      description:
        "All servers have as many requests as the file allows them, and more wait for one to become free, for five seconds at most: then they fail with 503.",
    },
    {
      name: "LbSessionLimit",
      expr: "haproxy_frontend_current_sessions / haproxy_frontend_limit_sessions > 0.8",
      for: "2m",
      severity: "page",
      summary: "{{ $labels.proxy }} on {{ $labels.host }} is close to its limit of connections.",
      description: "When the limit is reached, new visitors wait in the kernel's queue and then see time-outs.",
    },
    ...(hostsOf(infra, "balancer").length > 0 ? siteAlerts(errorBudget(infra)) : []),
  ];
}

function siteAlerts(budget: number): readonly AlertRule[] {
  const answers = "haproxy_backend_http_responses_total";
  const rate = (what: string, proxy = "site"): string => `rate(haproxy_frontend_${what}_total{proxy="${proxy}"}[1m])`;
  return [
    {
      name: "ClientsRefused",
      expr: `sum by (host) (${rate("requests_denied")}) + sum by (host) (${rate("denied_connections")} or ${rate("denied_connections", "redirect")}) > 50`,
      for: "1m",
      severity: "ticket",
      summary: "{{ $labels.host }} refuses more than 50 requests or connections a second.",
      description: "Some client asks for more than one address may, or for what the site does not take. The others are answered as ever.",
    },
    {
      name: "Lb5xx",
      expr: manyFail(`${answers}{code="5xx"}`, answers, "host, proxy"),
      for: "2m",
      severity: "page",
      summary: "More than 5 % of the answers of {{ $labels.proxy }} on {{ $labels.host }} are errors.",
      description: "One answer in twenty or more is an error as visitors see it.",
    },
    {
      name: "LbSlow",
      // HAProxy's own number is an average of the last 1024 answers, of which no percentile can be made.
      expr: `histogram_quantile(0.99, sum by (host, le) (rate(${DURATION}_bucket{tier="balancer"}[5m]))) > ${SLOW_SECONDS}`,
      for: "5m",
      severity: "ticket",
      summary: "One request in a hundred through {{ $labels.host }} takes more than 2 s.",
      description: "One visitor in a hundred waits for more than two seconds.",
    },
    ...BURNS.map((it) => burn(budget, it)),
  ];
}

/** How fast the budget may burn: so many times too fast, over a long window and still over a short one. */
interface Burn {
  readonly name: string;
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  readonly severity: AlertRule["severity"];
  readonly description: string;
}

// The factors that the SRE workbook recommends for a budget of 30 days (chapter 5, "Alerting on SLOs", table 5-8); each short window is a
// twelfth of the long one.
const BURNS: readonly Burn[] = [
  {
    name: "SloFastBurn",
    factor: 14.4,
    long: "1h",
    short: "5m",
    severity: "page",
    description: "Two per cent of a month's error budget are used up in one hour: visitors see errors now.",
  },
  {
    name: "SloSlowBurn",
    factor: 6,
    long: "6h",
    short: "30m",
    severity: "page",
    description: "Five per cent of a month's error budget are used up in six hours, and errors go on.",
  },
  {
    name: "SloDayBurn",
    factor: 3,
    long: "1d",
    short: "2h",
    severity: "ticket",
    description:
      "A third of a month's error budget would be gone within three days and some hours. Nobody has to get up, but somebody has to look today.",
  },
  {
    name: "SloMonthBurn",
    factor: 1,
    long: "3d",
    short: "6h",
    severity: "ticket",
    description: "If it goes on like this, the objective of the month is missed.",
  },
];

function burn(budget: number, { name, factor, long, short, severity, description }: Burn): AlertRule {
  const over = (window: Window): string => `site:errors:ratio_rate${window} > ${factor} * ${budget}`;
  return {
    name,
    expr: `${over(long)} and ${over(short)} and sum(increase(${SITE_ERRORS}[${long}])) >= ${FEW_ERRORS}`,
    severity,
    summary: `The site's errors use up their monthly budget ${factor === 1 ? "faster than allowed" : `${factor} times too fast`} (${long}).`,
    description,
  };
}

/** The site's answers that were errors, counted. */
const SITE_ERRORS = 'haproxy_frontend_http_responses_total{proxy="site", code="5xx"}';

type Window = (typeof WINDOWS)[number];

/** The share of the site's answers that were errors, over each window that an alert looks at. */
export function recordings(infra: Infrastructure): readonly RecordingRule[] {
  if (hostsOf(infra, "balancer").length === 0) return [];
  return WINDOWS.map((window) => ({
    record: `site:errors:ratio_rate${window}`,
    expr: `sum(rate(${SITE_ERRORS}[${window}])) / sum(rate(haproxy_frontend_http_responses_total{proxy="site"}[${window}]))`,
  }));
}
