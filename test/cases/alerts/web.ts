import { type AlertCase, turns } from "./alert-case.ts";

const SITE = { host: "lb1", proxy: "site_read" };
const SERVER = { ...SITE, server: "srv1" };
const labels = (of: Readonly<Record<string, string>>): string =>
  `{${Object.entries(of)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;
const answers = (code: string): string => `haproxy_frontend_http_responses_total${labels({ host: "lb1", proxy: "site", code })}`;
const requests = (code: string): string => `bartizan_http_requests_total${labels({ host: "srv1", tier: "web", proxy: "site", code })}`;
const bucket = (tier: string, host: string, le: string): string =>
  `bartizan_http_request_duration_seconds_bucket${labels({ host, tier, proxy: "site", le })}`;

/** Sixty requests a minute of which so many a minute fail. */
const failing = (perMinute: number, samples: number): Readonly<Record<string, string>> => ({
  [answers("2xx")]: `0+${6000 - perMinute}x${samples}`,
  [answers("5xx")]: `0+${perMinute}x${samples}`,
});

/** Two in a hundred slow from the eleventh minute on; one in a thousand is not worth an alert. */
const slow = (alert: string, tier: string, host: string): AlertCase => ({
  alert,
  series: {
    [bucket(tier, host, "0.1")]: "0+1000x10 10000+970x50",
    [bucket(tier, host, "2.5")]: "0+1000x10 10000+970x50",
    [bucket(tier, host, "5")]: "0+1000x10 10000+1000x50",
    [bucket(tier, host, "+Inf")]: "0+1000x10 10000+1000x50",
  },
  quiet: ["10m"],
  fires: ["40m"],
  labels: [{ host }],
});

/** Of the balancer and the web servers. */
export const WEB_CASES: readonly AlertCase[] = [
  turns(
    "LbNoBackend",
    { [`haproxy_backend_active_servers${labels(SITE)}`]: "2x5 0x60", [`haproxy_backend_backup_servers${labels(SITE)}`]: "0x65" },
    SITE,
  ),
  {
    alert: "LbServerDown",
    shows: "of reading and writing only the former speaks",
    series: {
      [`haproxy_server_status${labels({ ...SERVER, state: "DOWN" })}`]: "0x5 1x60",
      [`haproxy_server_status${labels({ ...SERVER, proxy: "site_write", state: "DOWN" })}`]: "0x5 1x60",
    },
    quiet: ["4m"],
    fires: ["60m"],
    labels: [{ ...SERVER, state: "DOWN" }],
  },
  turns("LbServerFlapping", { [`haproxy_server_check_up_down_total${labels(SERVER)}`]: "0x10 0+1x60" }, SERVER, { quiet: ["10m", "12m"] }),
  turns("LbConnErrors", { [`haproxy_server_connection_errors_total${labels(SERVER)}`]: "0x10 0+120x60" }, SERVER),
  turns("LbQueue", { [`haproxy_backend_current_queue${labels(SITE)}`]: "0x5 3x60" }, SITE),
  turns(
    "LbSessionLimit",
    {
      [`haproxy_frontend_current_sessions${labels({ host: "lb1", proxy: "site" })}`]: "10x5 90x60",
      [`haproxy_frontend_limit_sessions${labels({ host: "lb1", proxy: "site" })}`]: "100x65",
    },
    { host: "lb1", proxy: "site" },
  ),
  turns(
    "Lb5xx",
    {
      [`haproxy_backend_http_responses_total${labels({ ...SITE, code: "2xx" })}`]: "0+100x70",
      [`haproxy_backend_http_responses_total${labels({ ...SITE, code: "5xx" })}`]: "0x10 0+10x60",
    },
    SITE,
  ),
  {
    alert: "Lb5xx",
    shows: "one failed answer is no share on a quiet site",
    series: {
      [`haproxy_backend_http_responses_total${labels({ ...SITE, code: "2xx" })}`]: "0+3x30",
      [`haproxy_backend_http_responses_total${labels({ ...SITE, code: "5xx" })}`]: "0x5 1x25",
    },
    quiet: ["8m", "9m", "10m"],
    fires: [],
    labels: [],
  },
  slow("LbSlow", "balancer", "lb1"),
  {
    alert: "SloFastBurn",
    shows: "2 % of the answers fail for an hour: two days' budget",
    series: { [answers("2xx")]: "0+6000x60 360000+5880x90", [answers("5xx")]: "0x60 0+120x60 7200x30" },
    quiet: ["50m", "140m"],
    fires: ["118m"],
    labels: [{}],
  },
  {
    alert: "SloFastBurn",
    shows: "one failed answer is no hurry on a site that is young or quiet",
    series: { [answers("2xx")]: "0+4x60", [answers("5xx")]: "0x5 1x55" },
    quiet: ["8m", "10m", "30m"],
    fires: [],
    labels: [],
  },
  { alert: "SloFastBurn", shows: "half a per cent is no hurry", series: failing(30, 120), quiet: ["110m"], fires: [], labels: [] },
  { alert: "SloSlowBurn", series: failing(42, 400), quiet: [], fires: ["390m"], labels: [{}] },
  { alert: "SloSlowBurn", shows: "less than six times too fast", series: failing(30, 400), quiet: ["390m"], fires: [], labels: [] },
  { alert: "SloDayBurn", step: "4m", series: failing(24, 450), quiet: [], fires: ["28h"], labels: [{}] },
  { alert: "SloDayBurn", shows: "less than three times", step: "4m", series: failing(12, 450), quiet: ["28h"], fires: [], labels: [] },
  { alert: "SloMonthBurn", step: "4m", series: failing(12, 1200), quiet: [], fires: ["78h"], labels: [{}] },
  { alert: "SloMonthBurn", shows: "within the objective", step: "4m", series: failing(3, 1200), quiet: ["78h"], fires: [], labels: [] },
  turns(
    "ClientsRefused",
    {
      'haproxy_frontend_requests_denied_total{host="lb1",proxy="site"}': "0x10 0+36000x60",
      'haproxy_frontend_denied_connections_total{host="lb1",proxy="site"}': "0x71",
      'haproxy_frontend_denied_connections_total{host="lb1",proxy="redirect"}': "0x71",
    },
    { host: "lb1" },
    { step: "15s", quiet: ["2m"], fires: ["10m"] },
  ),
  turns(
    "SiteUnwatched",
    { 'node_textfile_mtime_seconds{host="mon1",file="/x/bartizan-site.prom"}': "0+60x10 600x50" },
    { host: "mon1" },
    { shows: "a probe that has stopped, whatever it said last" },
  ),
  turns(
    "SiteUnwatched",
    { 'node_textfile_mtime_seconds{host="mon1",file="/x/bartizan-site.prom"}': "0+60x10 stale" },
    { host: "mon1" },
    {
      shows: "what was never said is not a site that answers",
    },
  ),
  {
    alert: "SiteDown",
    shows: "nobody is answered; one balancer that still answers is enough",
    step: "15s",
    of: "fortress",
    series: { 'bartizan_site_up{host="mon1",balancer="lb1"}': "1x4 0x20", 'bartizan_site_up{host="mon1",balancer="lb2"}': "1x10 0x5 1x9" },
    quiet: ["60s", "150s", "195s", "300s"],
    fires: ["210s"],
    labels: [{}],
  },
  {
    alert: "NginxDown",
    shows: "a stopped nginx is an alert within 30 s, a reload or one lost sample is none",
    step: "5s",
    series: { 'up{job="nginx",host="srv1"}': "1x6 0x6 1x10", 'up{job="nginx",host="srv2"}': "1x6 0 1x16" },
    quiet: ["30s", "80s"],
    fires: ["50s"],
    labels: [{ host: "srv1", job: "nginx" }],
  },
  turns(
    "NginxConnectionsDropped",
    { 'nginx_connections_accepted{host="srv1"}': "0+60x70", 'nginx_connections_handled{host="srv1"}': "0+60x10 600+30x60" },
    { host: "srv1" },
  ),
  {
    alert: "WebErrors",
    shows: "one failed answer is no share on a quiet site",
    series: { [requests("2xx")]: "0+3x30", [requests("5xx")]: "0x5 1x25" },
    quiet: ["8m", "9m", "10m"],
    fires: [],
    labels: [],
  },
  turns("WebErrors", { [requests("2xx")]: "0+100x70", [requests("5xx")]: "0x10 0+10x60" }, { host: "srv1" }),
  slow("WebSlow", "web", "srv1"),
  {
    alert: "AcmeFailing",
    shows: "a CA that refuses for a day",
    of: "sending",
    step: "15m",
    series: { 'bartizan_acme_failure{host="lb1",reason="rateLimited"}': "_x4 1x140" },
    quiet: ["4h"],
    fires: ["32h"],
    labels: [{ host: "lb1", reason: "rateLimited" }],
  },
  turns(
    "AcmeCertificateEnding",
    { 'bartizan_acme_end_seconds{host="lb1"}': "3000x70", 'bartizan_acme_life_seconds{host="lb1"}': "3600x70" },
    { host: "lb1" },
    { of: "sending", quiet: ["4m", "40m"] },
  ),
  turns("AcmeCertificateMissing", { 'bartizan_acme_end_seconds{host="lb1"}': "4000x5 0x60" }, { host: "lb1" }, { of: "sending" }),
];
