/**
 * Headers by which proxies tell an app who its client is, where the request was made to, and who has been verified. This balancer is the first
 * proxy, so whatever of it a request brings is the client's own claim, and frameworks, logs and rate limits believe it. `proxy` would become
 * HTTP_PROXY in programs that are run by CGI's rules, and send their own requests through the attacker's machine.
 */
const NAMES = [
  "proxy",
  "forwarded",
  "forwarded-for",
  "x-forwarded",
  "x-real-ip",
  "x-real-port",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-remote-ip",
  "x-remote-addr",
  "x-remote-user",
  "x-originating-ip",
  "x-proxyuser-ip",
  "x-host",
  "x-scheme",
  "x-url-scheme",
  "x-rewrite-url",
  "x-appengine-user-ip",
  "client-ip",
  "real-ip",
  "remote-addr",
  "remote-user",
  "true-client-ip",
  "fastly-client-ip",
  "fly-client-ip",
  "wl-proxy-client-ip",
  "proxy-client-ip",
  "front-end-https",
] as const;

/** The same by how their names begin. */
const BEGINNINGS = [
  "x-forwarded-",
  "x-original-",
  "x-envoy-",
  "x-azure-",
  "x-ssl-",
  "ssl-client-",
  "x-client-cert",
  "x-authenticated-",
  "cf-",
] as const;

/** Lines of HAProxy's that take all of it out of a request. Names with `_`, which CGI cannot tell from `-`, are taken out by an option. */
export const withoutClaims: string = [
  ...NAMES.map((name) => `\thttp-request del-header ${name}\n`),
  ...BEGINNINGS.map((name) => `\thttp-request del-header ${name} -m beg\n`),
].join("");
