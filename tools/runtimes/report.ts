/** The results of a file's tests by name. */
export type Results = ReadonlyMap<string, 'passed' | 'failed' | 'skipped'>

const CASE = /<testcase name="([^"]*)"[^>]*?(?:\/>|>(.*?)<\/testcase>)/gs
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

/**
 * Reads the JUnit report of `bun test` or `deno test`. Of several tests with one name, a failed one
 * counts.
 */
export function resultsIn(report: string): Results {
  const results = new Map<string, 'passed' | 'failed' | 'skipped'>()
  for (const [, escaped = '', inside = ''] of report.matchAll(CASE)) {
    const name = unescaped(escaped)
    const result = /<(?:failure|error)\b/.test(inside)
      ? 'failed'
      : /<skipped\b/.test(inside)
        ? 'skipped'
        : 'passed'
    if (results.get(name) !== 'failed') results.set(name, result)
  }
  return results
}

function unescaped(text: string): string {
  return text.replace(/&(#?)(x?)(\w+);/g, (_, number: string, hex: string, name: string) => {
    if (number === '') return ENTITIES[hex + name] ?? ''
    return String.fromCodePoint(Number.parseInt(name, hex === '' ? 10 : 16))
  })
}
