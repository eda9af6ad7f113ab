/**
 * After how many milliseconds a call gives up that a test expects to be answered. It ends what
 * hangs, and is no measure of speed: the machines that run tests may be slow, and busy with other
 * things.
 */
export const PATIENCE = 30_000

/** After how many a child of a test is ended, which may make several such calls. */
export const CHILD_PATIENCE = 4 * PATIENCE
