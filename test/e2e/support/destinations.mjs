// Stands for the services that take measurements, on a lab machine. It judges every request by what the service documents, writes what
// is wrong to faults.txt and every sample to samples.txt (service, series, milliseconds), and fails as the file `mode` tells it to.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import { gunzipSync } from "node:zlib";

const [, , folder] = process.argv;
/** Seconds after which a service does not take what it is given. */
const AGES = { sumologic: 24 * 3600, "sumologic-logs": 365 * 24 * 3600, datadog: 3600, "datadog-logs": 18 * 3600 };

const LOGS = "text/plain; charset=utf-8";
const SERVICES = [
  // A source takes both, and tells them apart by their type.
  ["sumologic-logs", /^\/receiver\/v1\/http\/sumo-code$/, sumologicLogs, (headers) => headers["content-type"] === LOGS],
  ["datadog-logs", /^\/api\/v2\/logs$/, datadogLogs],
  ["otlp-logs", /^\/v1\/logs$/, otlpLogs],
  ["sumologic", /^\/receiver\/v1\/http\/sumo-code$/, sumologic],
  ["datadog", /^\/api\/v2\/series$/, datadog],
  ["otlp", /^\/v1\/metrics$/, otlp],
  ["remoteWrite", /^\/api\/v1\/(?:write|push)$/, remoteWrite],
];

class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

function must(condition, text, status = 400) {
  if (!condition) throw new Refused(status, text);
}

const number = (value, text) => must(typeof value === "number" && Number.isFinite(value), text);

/** docs: HTTP Source. 100 KB to 1 MB without compression; timestamps in ms; NaN and infinities are no values. */
function sumologic({ headers, text, raw }) {
  must(headers["content-type"] === "application/vnd.sumologic.prometheus", `content type ${headers["content-type"]}`);
  must(headers["x-sumo-category"] === "lab/metrics", "no category");
  must(headers["content-encoding"] === "gzip", "not compressed");
  must(raw.length <= 1_000_000, `${raw.length} bytes`, 413);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, labels = "", value, at] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+) (\d{13})$/.exec(line) ?? [];
    must(name !== undefined, `this line: ${line}`);
    number(Number(value), `this value: ${line}`);
    const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)].map((it) => [
      it[1],
      JSON.parse(`"${it[2]}"`),
    ]);
    return sample(name, Object.fromEntries(pairs), Number(at));
  });
}

/** docs: POST /api/v2/series. At most 512000 bytes compressed and 5242880 without; seconds; not ten minutes ahead, not an hour behind. */
function datadog({ headers, text, body, raw }) {
  must(headers["dd-api-key"] === "lab-api-key", "no API key", 403);
  must(headers["content-type"] === "application/json", `content type ${headers["content-type"]}`);
  must(body.length <= 512_000 && raw.length <= 5_242_880, `${body.length} and ${raw.length} bytes`, 413);
  const { series } = JSON.parse(text);
  return series.flatMap(({ metric, type, points, tags, resources }) => {
    must(/^[a-zA-Z][a-zA-Z0-9_.]{0,199}$/.test(metric), `metric ${metric}`);
    must(type === 3, `type ${type}`);
    const labels = Object.fromEntries(tags.map((tag) => [tag.slice(0, tag.indexOf(":")), tag.slice(tag.indexOf(":") + 1)]));
    const [host] = resources.filter((it) => it.type === "host").map((it) => it.name);
    return points.map(({ timestamp, value }) => {
      must(Number.isInteger(timestamp) && String(timestamp).length === 10, `timestamp ${timestamp}`);
      number(value, `${metric}: ${value}`);
      must(timestamp < Date.now() / 1000 + 600, `${timestamp} is in the future`);
      return sample(metric, { ...labels, host }, timestamp * 1000);
    });
  });
}

/** OTLP 1.x over HTTP, in JSON: lowerCamelCase, numbers for enums, 64-bit integers as strings. */
function otlp({ headers, text }) {
  must(headers.authorization === "Bearer lab-token", "no token", 401);
  must(headers["content-type"] === "application/json", `content type ${headers["content-type"]}`, 415);
  const attributes = (list) => Object.fromEntries((list ?? []).map(({ key, value }) => [key, value.stringValue]));
  return JSON.parse(text).resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, sum, gauge }) => {
        must((sum === undefined) !== (gauge === undefined), `${name} is ${sum === undefined ? "nothing" : "two things"}`);
        if (sum !== undefined)
          must(sum.aggregationTemporality === 2 && sum.isMonotonic === true, `${name}: ${JSON.stringify(sum).slice(0, 99)}`);
        return (sum ?? gauge).dataPoints.map((point) => {
          must(typeof point.timeUnixNano === "string" && /^\d{19}$/.test(point.timeUnixNano), `timeUnixNano ${point.timeUnixNano}`);
          number(point.asDouble, `${name}: ${point.asDouble}`);
          const labels = { ...attributes(point.attributes), host: attributes(resource.attributes)["host.name"] };
          return sample(name, labels, Number(point.timeUnixNano.slice(0, 13)));
        });
      }),
    ),
  );
}

/** Remote write 1.0: protobuf in a snappy block, labels sorted, samples of a series in order. */
function remoteWrite({ headers, body }) {
  must(headers.authorization === "Bearer lab-token", "no token", 401);
  must(headers["content-encoding"] === "snappy", `content encoding ${headers["content-encoding"]}`);
  must(headers["content-type"] === "application/x-protobuf", `content type ${headers["content-type"]}`);
  must(headers["x-prometheus-remote-write-version"] === "0.1.0", `version ${headers["x-prometheus-remote-write-version"]}`);
  must((headers["user-agent"] ?? "") !== "", "no user agent");
  must(headers["x-scope-orgid"] === "lab", "no tenant");
  return fieldsOf(unsnap(body)).flatMap(([field, series]) => {
    if (field !== 1) return [];
    const parts = fieldsOf(series);
    const pairs = parts.flatMap(([it, label]) => (it === 1 ? [fieldsOf(label).map(([, text]) => text.toString("utf8"))] : []));
    const names = pairs.map(([name]) => name);
    must(names.join() === [...names].sort((a, b) => (a < b ? -1 : 1)).join(), `labels not sorted: ${names}`);
    must(new Set(names).size === names.length, `a label twice: ${names}`);
    const { __name__: name, ...labels } = Object.fromEntries(pairs);
    return parts.flatMap(([it, text]) => {
      if (it !== 2) return [];
      const [value, at] = [1, 2].map((key) => fieldsOf(text).find(([its]) => its === key)?.[1]);
      // A marker of staleness is no value (remote write 1.0).
      return value !== undefined && Number.isNaN(value) ? [] : [sample(name, labels, Number(at))];
    });
  });
}

const sample = (name, labels, at) => [
  `${name.replaceAll(":", "_")}{${Object.keys(labels)
    .filter((key) => labels[key] !== undefined)
    .sort()
    .map((key) => `${key}=${labels[key]}`)}}`,
  at,
];

/** A log: from where, of what, and its words. */
const log = (host, service, level, message, at) => {
  for (const it of [host, service, level, message]) must(typeof it === "string" && it !== "", `of a log: ${JSON.stringify(it)}`);
  must(Number.isInteger(at) && Math.abs(at - Date.now()) < 3_600_000, `the time of a log: ${at}`);
  return [JSON.stringify({ host, service, level, message }), at];
};

/** docs: HTTP Source. A record a line, up to 1 MB without compression. */
function sumologicLogs({ headers, text, raw }) {
  must(headers["x-sumo-category"] === "lab/metrics", "no category");
  must(/^\w+$/.test(headers["x-sumo-host"] ?? ""), "no host");
  must(headers["content-encoding"] === "gzip", "not compressed");
  must(raw.length <= 1_000_000, `${raw.length} bytes`, 413);
  return text.split("\n").map((line) => {
    const { timestamp, host, service, level, message } = JSON.parse(line);
    must(host === headers["x-sumo-host"], `host ${host}`);
    return log(host, service, level, message, timestamp);
  });
}

/** docs: POST /api/v2/logs. At most 1000 records and 5 MB without compression. */
function datadogLogs({ headers, text, raw }) {
  must(headers["dd-api-key"] === "lab-api-key", "no API key", 403);
  must(headers["content-type"] === "application/json", `content type ${headers["content-type"]}`);
  must(raw.length <= 5_000_000, `${raw.length} bytes`, 413);
  const records = JSON.parse(text);
  must(Array.isArray(records) && records.length <= 1000, `${records.length} records`);
  return records.map(({ hostname, ddsource, service, status, ddtags, message, timestamp }) => {
    must(ddsource === service && /^site:\w+$/.test(ddtags), `${ddsource}, ${ddtags}`);
    return log(hostname, service, status, message, timestamp);
  });
}

/** OTLP 1.x over HTTP, in JSON. */
function otlpLogs({ headers, text }) {
  must(headers.authorization === "Bearer lab-token", "no token", 401);
  must(headers["content-type"] === "application/json", `content type ${headers["content-type"]}`, 415);
  const attributes = (list) => Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue]));
  return JSON.parse(text).resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map(({ timeUnixNano, severityNumber, severityText, body, attributes: its }) => {
        must(typeof timeUnixNano === "string" && /^\d{19}$/.test(timeUnixNano), `timeUnixNano ${timeUnixNano}`);
        must(Number.isInteger(severityNumber) && severityNumber >= 1 && severityNumber <= 24, `severityNumber ${severityNumber}`);
        const host = attributes(resource.attributes)["host.name"];
        return log(host, attributes(its)["service.name"], severityText, body.stringValue, Number(timeUnixNano.slice(0, 13)));
      }),
    ),
  );
}

/** A message of protobuf as pairs of field and value. */
function fieldsOf(bytes) {
  const fields = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const wire = key & 7;
    if (wire === 0) fields.push([key >> 3, varint()]);
    else if (wire === 1) {
      fields.push([key >> 3, bytes.readDoubleLE(at)]);
      at += 8;
    } else {
      must(wire === 2, `wire type ${wire}`);
      const length = Number(varint());
      fields.push([key >> 3, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}

/** The block format of snappy. */
function unsnap(bytes) {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  const out = Buffer.alloc(length);
  let end = 0;
  while (at < bytes.length) {
    const tag = bytes[at++];
    if ((tag & 3) === 0) {
      let size = tag >> 2;
      if (size >= 60) {
        const more = size - 59;
        size = bytes.readUIntLE(at, more);
        at += more;
      }
      end += bytes.copy(out, end, at, at + size + 1);
      at += size + 1;
      continue;
    }
    let size = (tag >> 2) + 1;
    let back = 0;
    if ((tag & 3) === 1) {
      size = ((tag >> 2) & 7) + 4;
      back = ((tag >> 5) << 8) | bytes[at++];
    } else {
      const width = (tag & 3) === 2 ? 2 : 4;
      back = bytes.readUIntLE(at, width);
      at += width;
    }
    for (let i = 0; i < size; i++, end++) out[end] = out[end - back];
  }
  must(end === length, `snappy: ${end} bytes instead of ${length}`);
  return out;
}

function answer(request, body) {
  const [service, , judge] = SERVICES.find(([, path, , its]) => path.test(request.url ?? "") && (its?.(request.headers) ?? true)) ?? [];
  must(service !== undefined && request.method === "POST", `${request.method} to a path that nobody has`, 404);
  const mode = existsSync(`${folder}/mode`) ? readFileSync(`${folder}/mode`, "utf8").trim() : "ok";
  if (mode !== "ok") return { status: Number(mode), headers: { "retry-after": "3" } };
  const raw = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const samples = judge({ headers: request.headers, body, raw, text: raw.toString("utf8") });
  must(samples.length > 0, "no sample");
  const oldest = Date.now() - (AGES[service] ?? Number.POSITIVE_INFINITY) * 1000;
  for (const [series, at] of samples) must(at >= oldest, `${series} at ${at} is too old`);
  appendFileSync(`${folder}/samples.txt`, samples.map(([series, at]) => `${service}\t${series}\t${at}\n`).join(""));
  return { status: service.startsWith("datadog") ? 202 : service === "remoteWrite" ? 204 : 200, headers: {} };
}

const tls = { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) };
const serve = () =>
  createServer(tls, (request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      let told;
      try {
        told = answer(request, Buffer.concat(pieces));
      } catch (error) {
        told = { status: error.status ?? 400, headers: {} };
        appendFileSync(`${folder}/faults.txt`, `${request.url.replace(/sumo-code/, "CODE")}: ${error.message}\n`);
      }
      response.writeHead(told.status, told.headers);
      response.end(told.status < 300 && request.url?.startsWith("/v1/") ? "{}" : "");
    });
  });
serve().listen(443);
serve().listen(9443);
