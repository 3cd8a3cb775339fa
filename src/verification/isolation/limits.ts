/** How long the probe of a wrapper may take, in seconds: a busy machine starts Node in one or two. */
export const PROBE_SECONDS = 20;
