import { waysOf } from "../../kit/limits.ts";
import { BUCKETS, CLASSES, CUT, DURATION, HELP, LONG_BODY_BYTES, REQUESTS } from "../../kit/request-metrics.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** Debian's modules: nginx by itself counts connections, and knows neither status nor latency. */
export const LUA_PACKAGE = "libnginx-mod-http-lua";

export const luaModules = `load_module modules/ndk_http_module.so;
load_module modules/ngx_http_lua_module.so;
`;

/** For the site's server, once for each request when it has been answered. */
export const countRequest = "    log_by_lua_block { requests.count() }\n";

/** Beside the status page. */
export const metricsLocation = `    location = /metrics {
        content_by_lua_block { requests.page() }
    }
`;

export const NGINX_METRICS = `127.0.0.1:${PORTS.loopback.webStatus}`;

const LABELS = 'tier="web",proxy="site"';

const lines = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `            say('${line}')\n`)
    .join("");

/**
 * In memory that all workers share (`lua_shared_dict`; it outlives a reload), with one addition under a lock for each number: nothing is
 * lost, whatever the load. The page gives them to the collector, with what the status page says of connections.
 */
export const requestCounters = (infra: Infrastructure): string => {
  const { answer } = waysOf(infra).balancer;
  return `# Counts what the site answers, for the collector: by class of status, and by the time to the head of the answer.
lua_shared_dict requests 64k;
init_by_lua_block {
    local numbers = ngx.shared.requests
    local bounds = { ${BUCKETS.join(", ")} }
    local labels = '${LABELS}'
    local function streams(var)
        return var.sent_http_x_accel_buffering == "no" or string.find(var.sent_http_content_type or "", "^text/event%-stream") ~= nil
    end
    -- The life of a connection is not latency. What took the client's time, a long body either way, is not counted where nothing
    -- tells it from the site's.
    local function seconds_to_head(var, status, took)
        local long = tonumber(var.request_length) > ${LONG_BODY_BYTES}
        local sum
        for each in string.gmatch(var.upstream_header_time or "", "[%d.]+") do sum = (sum or 0) + tonumber(each) end
        if sum then return not (long and var.way == "stream") and sum or nil end
        return status ~= "408" and not long and tonumber(var.body_bytes_sent) <= ${LONG_BODY_BYTES} and took or nil
    end
    requests = {
        count = function()
            local var = ngx.var
            if var.is_request == "0" then return end
            local status, took = var.counted_status, tonumber(var.request_time)
            local class = string.sub(status, 1, 1)
            if status == "499" and took >= ${answer - 1} then
                -- The balancer gave up: no answer in time.
                class = "5"
            elseif (class == "2" or class == "3") and var.request_completion == "" and not streams(var) then
                class = "${CUT}"
            end
            numbers:incr("class" .. class, 1, 0)
            local seconds = seconds_to_head(var, status, took)
            if not seconds then return end
            local bucket = 1
            while bounds[bucket] and seconds > bounds[bucket] do bucket = bucket + 1 end
            numbers:incr("bucket" .. bucket, 1, 0)
            numbers:incr("seconds", seconds, 0)
        end,
        page = function()
            local say = ngx.say
            local function number(name) return numbers:get(name) or 0 end
            ngx.header.content_type = "text/plain; version=0.0.4"
${lines(HELP[REQUESTS])}            for class = ${CLASSES[0]}, ${CLASSES.at(-1)} do
                say('${REQUESTS}{', labels, ',code="', class, 'xx"} ', number("class" .. class))
            end
            say('${REQUESTS}{', labels, ',code="${CUT}"} ', number("class${CUT}"))
${lines(HELP[DURATION])}            local count = 0
            for index, bound in ipairs(bounds) do
                count = count + number("bucket" .. index)
                say('${DURATION}_bucket{', labels, ',le="', bound, '"} ', count)
            end
            count = count + number("bucket" .. #bounds + 1)
            say('${DURATION}_bucket{', labels, ',le="+Inf"} ', count)
            say('${DURATION}_count{', labels, '} ', count)
            say('${DURATION}_sum{', labels, '} ', number("seconds"))
            local accepted, handled, asked = string.match(ngx.location.capture("/status").body, "(%d+) (%d+) (%d+)")
            say('nginx_connections_accepted ', accepted)
            say('nginx_connections_handled ', handled)
            say('nginx_http_requests_total ', asked)
            say('nginx_connections_active ', ngx.var.connections_active)
        end,
    }
}
`;
};
