import type { Environment } from "../../kit/part.ts";
import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { secretRef, text } from "../../util/content.ts";
import { CACHE_NAME, CACHE_PORTS, SECRETS } from "./names.ts";

/** The cache as the app sees it: always behind the proxy on its own host, under the name in the cache's certificate. */
export const cacheEnvironment: Environment = {
  variables: {
    CACHE_URL: "all of the following in one `rediss://` URL",
    CACHE_HOST: "where the cache answers, by TLS",
    CACHE_PORT: "the port on which it answers",
    CACHE_PASSWORD: "the app's password there",
    CACHE_CA: "file with the CA certificate of the cache",
  },
  values: (infra) => {
    if (infra.cache === undefined || hostsOf(infra, "cache").length === 0) return {};
    const port = String(CACHE_PORTS.loopback.proxy);
    return {
      // The generated password is of letters and digits, and so needs no escaping in a URL.
      CACHE_URL: text`rediss://default:${secretRef(SECRETS.app)}@${CACHE_NAME}:${port}/0`,
      CACHE_HOST: CACHE_NAME,
      CACHE_PORT: port,
      CACHE_PASSWORD: secretRef(SECRETS.app),
      CACHE_CA: CA_CERTIFICATE,
    };
  },
};
