/** Of what listens on a host and is not Bartizan's. */
export const PORT_ERRORS = {
  BZ_HOST_SERVICE_CUT_OFF: {
    title: "the firewall would cut off a service that is not Bartizan's",
    mend: "Nothing was changed. Declare a flow to it, or name its port in the host's `closes`.",
  },
  BZ_HOST_PORT_TAKEN: {
    title: "a program that is not Bartizan's has a port that Bartizan needs",
    mend: "Nothing was changed. Stop it or let it listen on another port.",
  },
} as const;
