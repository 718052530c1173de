import { withRulesOfParts } from "./of-parts.ts";
import { adminExposed } from "./rules/admin-exposed.ts";
import { alertUnrouted } from "./rules/alert-unrouted.ts";
import { availabilityBelowTarget } from "./rules/availability-below-target.ts";
import { backupMissing } from "./rules/backup-missing.ts";
import { backupUnproven } from "./rules/backup-unproven.ts";
import { capacityAfterLoss } from "./rules/capacity-after-loss.ts";
import { certificateExpiring } from "./rules/certificate-expiring.ts";
import { certificateMissing } from "./rules/certificate-missing.ts";
import { certificateNameMismatch } from "./rules/certificate-name-mismatch.ts";
import { certificateNoRenewal } from "./rules/certificate-no-renewal.ts";
import { certificateSingle } from "./rules/certificate-single.ts";
import { certificateUnattended } from "./rules/certificate-unattended.ts";
import { connectionsAfterLoss } from "./rules/connections-after-loss.ts";
import { cutSetOrderOne } from "./rules/cut-set-order-1.ts";
import { cutSetOrderTwoThree } from "./rules/cut-set-order-2-3.ts";
import { cutSetSharedDomain } from "./rules/cut-set-shared-domain.ts";
import { cutSetUnalerted } from "./rules/cut-set-unalerted.ts";
import { datastoreExposed } from "./rules/datastore-exposed.ts";
import { failoverWindowOverBudget } from "./rules/failover-window-over-budget.ts";
import { firewallDefaultAllow } from "./rules/firewall-default-allow.ts";
import { firewallMissingFlow } from "./rules/firewall-missing-flow.ts";
import { firewallOverOpen } from "./rules/firewall-over-open.ts";
import { firewallShadowedRule } from "./rules/firewall-shadowed-rule.ts";
import { hostUnmonitored } from "./rules/host-unmonitored.ts";
import { hostWithoutFirewall } from "./rules/host-without-firewall.ts";
import { httpNotRedirected } from "./rules/http-not-redirected.ts";
import { ipv6Unfiltered } from "./rules/ipv6-unfiltered.ts";
import { lbSpof } from "./rules/lb-spof.ts";
import { memoryOvercommitted } from "./rules/memory-overcommitted.ts";
import { monitorUnwatched } from "./rules/monitor-unwatched.ts";
import { mtbfAssumed } from "./rules/mtbf-assumed.ts";
import { plaintextDatabaseHop } from "./rules/plaintext-database-hop.ts";
import { plaintextHop } from "./rules/plaintext-hop.ts";
import { qpsUnmonitored } from "./rules/qps-unmonitored.ts";
import { redundancyLossSilent } from "./rules/redundancy-loss-silent.ts";
import { secretInConfig } from "./rules/secret-in-config.ts";
import { staticLeftToApp } from "./rules/static-left-to-app.ts";
import { tierColocation } from "./rules/tier-colocation.ts";
import { tierSingleInstance } from "./rules/tier-single-instance.ts";
import { tlsBelowIntermediate } from "./rules/tls-below-intermediate.ts";
import { upstreamUnverified } from "./rules/upstream-unverified.ts";
import { waiverUnmatched } from "./rules/waiver-unmatched.ts";

/** Every rule, in the order in which findings are told. Adding one is adding a file to `rules/` and a line here; those about one part stand in its folder. */
export const RULES = withRulesOfParts([
  // availability
  lbSpof,
  tierSingleInstance,
  cutSetOrderOne,
  cutSetSharedDomain,
  cutSetOrderTwoThree,
  availabilityBelowTarget,
  tierColocation,
  capacityAfterLoss,
  connectionsAfterLoss,
  memoryOvercommitted,
  failoverWindowOverBudget,
  redundancyLossSilent,
  // data
  backupMissing,
  backupUnproven,
  // encryption
  plaintextHop,
  plaintextDatabaseHop,
  httpNotRedirected,
  upstreamUnverified,
  certificateMissing,
  certificateNameMismatch,
  certificateExpiring,
  certificateNoRenewal,
  certificateUnattended,
  certificateSingle,
  tlsBelowIntermediate,
  // network
  hostWithoutFirewall,
  firewallDefaultAllow,
  firewallOverOpen,
  firewallMissingFlow,
  firewallShadowedRule,
  datastoreExposed,
  adminExposed,
  ipv6Unfiltered,
  // monitoring
  hostUnmonitored,
  qpsUnmonitored,
  monitorUnwatched,
  alertUnrouted,
  cutSetUnalerted,
  // operations
  secretInConfig,
  staticLeftToApp,
  mtbfAssumed,
  // Last: it looks at what all others have found.
  waiverUnmatched,
]);
