/** A selector of series in a rule: the metric, and the labels whose value it names outright. */
export interface Selector {
  readonly metric: string;
  readonly equal: Readonly<Record<string, string>>;
  /** The hosts that it takes already, as a regular expression. */
  readonly host?: string;
}

/** The hosts that may send what a selector asks for. */
export type Senders = (selector: Selector) => readonly string[] | "anyone";

/** Words of PromQL that stand where a metric could; of the functions those that a `by` may follow. */
const WORDS = new Set(
  (
    "and or unless if ifnot default offset bool with inf nan keep_metric_names limit start end " +
    "by without on ignoring group_left group_right " +
    "sum min max avg count group median any stddev stdvar topk bottomk quantile count_values"
  ).split(" "),
);

/** Strings, durations and numbers; then a name, with the list of labels that follows `by` and its like, the matchers, or the parenthesis of a function. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\d[\w.]*|([a-zA-Z_:][\w:]*)(\s*\{(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\}|\s*\([^()]*\)|\s*\()?/g;

/** After these a list of labels stands in parentheses. */
const LISTS = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);

/**
 * A rule in PromQL in which every selector takes only the hosts that may send its series. The monitor stamps the host on every sample that
 * arrives, so nobody can be in this list who is not; a rule that did not ask for it would believe everybody.
 */
export function selectHosts(expr: string, senders: Senders): string {
  const rewrite = (part: string): string =>
    part.replaceAll(TOKENS, (token: string, name?: string, rest = "") => {
      if (name === undefined) return token;
      const opens = rest.trimStart().startsWith("(");
      // What stands in the parentheses of a function are selectors again.
      if (opens && !LISTS.has(name.toLowerCase())) return name + rewrite(rest);
      if (opens || WORDS.has(name.toLowerCase())) return token;
      return selected(name, rest, senders);
    });
  return rewrite(expr);
}

function selected(metric: string, braces: string, senders: Senders): string {
  const matchers = [...braces.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*["']((?:[^"'\\]|\\.)*)["']/g)];
  const equal = Object.fromEntries(matchers.filter((it) => it[2] === "=").map((it) => [it[1], it[3] ?? ""]));
  const host = matchers.find((it) => it[1] === "host" && (it[2] === "=" || it[2] === "=~"))?.[3];
  const hosts = senders({ metric, equal, ...(host === undefined ? {} : { host }) });
  if (host !== undefined || hosts === "anyone") return metric + braces;
  const matcher = hosts.length > 1 ? `host=~"${hosts.join("|")}"` : `host="${hosts[0] ?? ""}"`;
  const inner = braces.trim().slice(1, -1).trim();
  return `${metric}{${[matcher, ...(inner === "" ? [] : [inner])].join(", ")}}`;
}
