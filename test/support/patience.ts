/**
 * The timeout, in milliseconds, of a call that a test expects to succeed. It only ends hanging
 * calls: machines that run tests can be slow and busy.
 */
export const PATIENCE = 30_000

/** The timeout of a child process, which may make many such calls. */
export const CHILD_PATIENCE = 8 * PATIENCE
