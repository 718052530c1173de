/** As whom Debian's nginx works. */
export const WEB_SERVER_ACCOUNT = "www-data";
