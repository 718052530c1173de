import { app } from "./app/app.ts";
import { base } from "./base/base.ts";
import { haproxy } from "./haproxy/haproxy.ts";
import { nftables } from "./nftables/nftables.ts";
import { nginx } from "./nginx/nginx.ts";
import { openssh } from "./openssh/openssh.ts";
import type { Part } from "./part.ts";

/** Every part that Bartizan knows, in the order in which they are brought about on a host. Adding one is adding a folder and a line here. */
export const PARTS: readonly Part[] = [base, openssh, nftables, app, nginx, haproxy];
