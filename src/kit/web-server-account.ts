/** As whom Debian's web server works. */
export const WEB_SERVER_ACCOUNT = "www-data";
