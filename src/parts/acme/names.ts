/** What a balancer has of its account at the CA. */
export const ACME_FOLDER = "/etc/bartizan/acme";
/** The private key of the account: the same on all balancers, so that each can answer for every other one. */
export const ACCOUNT_KEY = `${ACME_FOLDER}/account.key`;
/** What HAProxy answers a challenge with, behind its token (RFC 8555, section 8.1), as one of its maps. */
export const THUMBPRINT_MAP = `${ACME_FOLDER}/thumbprint.map`;
/** The CA that proves who the directory is, where that is no public one. */
export const DIRECTORY_CA = `${ACME_FOLDER}/directory-ca.crt`;
/** HAProxy takes what is in it before the certificate of the own CA; until something is, the latter. */
export const SITE_FOLDER = `${ACME_FOLDER}/site`;
/** The certificate, the chain and the key. */
export const SITE_PEM = `${SITE_FOLDER}/site.pem`;

/** The secrets of the account. The thumbprint is none, but it is made with the key. */
export const ACCOUNT_SECRETS = { key: "acme.account", publicKey: "acme.thumbprint" } as const;
