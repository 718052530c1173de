/** A request that asks for a WebSocket or an event stream: browsers always say so. */
export const ASKS_FOR_STREAM = "{ req.hdr(Upgrade) -m found } or { req.hdr(Accept) -m sub text/event-stream }";

/**
 * An answer that is a stream may be silent: it says so by its type, or by the header with which apps tell proxies to pass on at once
 * whatever they write.
 */
export function streamsMayBeSilent(seconds: number): string {
  return `	http-response set-timeout server ${seconds}s if { res.hdr(Content-Type) -m beg text/event-stream } or { res.hdr(X-Accel-Buffering) -m str no }\n`;
}
