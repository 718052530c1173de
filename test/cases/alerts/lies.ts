import type { AlertCase } from "./alert-case.ts";

const down = { 'bartizan_site_up{host="mon1",balancer="lb1"}': "1x4 0x20" };
const answers = (host: string, code: string, values: string): Readonly<Record<string, string>> => ({
  [`haproxy_frontend_http_responses_total{host="${host}",proxy="site",code="${code}"}`]: values,
});

/** What one host says of another, or of the site, where that is not its to tell: stamped with its own name, as the monitor does it. */
export const LIE_CASES: readonly AlertCase[] = [
  {
    alert: "SiteDown",
    shows: "a web server that says that the site answers is not believed",
    step: "15s",
    series: { ...down, 'bartizan_site_up{host="srv1",balancer="lb1"}': "1x25" },
    quiet: ["60s"],
    fires: ["210s"],
    labels: [{}],
  },
  {
    alert: "SiteDown",
    shows: "nor that it does not",
    step: "15s",
    series: { 'bartizan_site_up{host="mon1",balancer="lb1"}': "1x25", 'bartizan_site_up{host="srv1",balancer="lb1"}': "0x25" },
    quiet: ["60s", "210s"],
    fires: [],
    labels: [],
  },
  {
    alert: "SloFastBurn",
    shows: "good answers that a web server makes up do not make errors fewer",
    step: "1m",
    series: { ...answers("lb1", "2xx", "0+50x120"), ...answers("lb1", "5xx", "0+50x120"), ...answers("srv1", "2xx", "0+99999x120") },
    quiet: [],
    fires: ["90m"],
    labels: [{}],
  },
  {
    alert: "SloFastBurn",
    shows: "errors that it makes up do not make them more",
    step: "1m",
    series: { ...answers("lb1", "2xx", "0+50x120"), ...answers("lb1", "5xx", "0+0x120"), ...answers("srv1", "5xx", "0+99999x120") },
    quiet: ["90m"],
    fires: [],
    labels: [],
  },
  {
    alert: "DatabaseDown",
    shows: "a label does not make it another host's alert, which would mute that host's tickets",
    step: "15s",
    series: { 'mysql_up{host="srv1",server="lb1"}': "1x4 0x20" },
    quiet: ["60s"],
    fires: ["180s"],
    labels: [{ host: "srv1", server: "lb1" }],
  },
  {
    alert: "DatabaseDown",
    shows: "of a database where there is none",
    step: "15s",
    series: { 'mysql_up{host="lb1"}': "0x25" },
    quiet: ["180s"],
    fires: [],
    labels: [],
  },
  {
    alert: "LbServerDown",
    shows: "what a web server says of the server behind it is about the web server",
    step: "15s",
    series: { 'haproxy_server_status{host="srv1",proxy="database",server="lb1",state="DOWN"}': "0x4 1x20" },
    quiet: ["60s"],
    fires: ["180s"],
    labels: [{ host: "srv1", proxy: "database", server: "lb1", state: "DOWN" }],
  },
];
