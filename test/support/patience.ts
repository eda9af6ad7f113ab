/**
 * After how many milliseconds a child of a test is ended. It ends what hangs, and is no measure of
 * speed: the machines that run tests may be slow, and busy with other things.
 */
export const PATIENCE = 150_000
