/**
 * The timeout, in milliseconds, of a call that a test expects to succeed. It ends what hangs, and
 * does not measure speed: the machines that run tests may be slow, and busy with other things.
 */
export const PATIENCE = 30_000

/** The same for a child process, which may make several such calls. */
export const CHILD_PATIENCE = 4 * PATIENCE
