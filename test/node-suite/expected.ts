/** Tests that are not run: what they judge is not the stream. */
export const LEFT_OUT: readonly (readonly [what: RegExp, reason: string])[] = []
export const EXPECTED: Readonly<Record<string, string>> = {}
