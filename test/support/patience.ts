/**
 * After how many milliseconds a child of a test is ended. It ends what would never end, and says
 * nothing of speed: machines that build are slow, and others work on them too.
 */
export const PATIENCE = 150_000
