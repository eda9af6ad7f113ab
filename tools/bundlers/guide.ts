import { readFileSync } from 'node:fs'

const PAGE = 'docs/guide/bundlers.md'

/** The tools in the tables of the guide, each with its line of configuration, or `''`. */
export function linesOfGuide(): ReadonlyMap<string, string> {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| ([^|]+) \|(?: `([^`]+)`)? \|.*\|$/gm)
  const lines = Array.from(rows, ([, tool = '', line = '']) => [tool, line] as const)
  return new Map(lines.filter(([tool]) => tool !== 'Tool'))
}

/** The tools that only one of both has: the guide, or the cases. */
export function differences(guide: Iterable<string>, cases: Iterable<string>): string[] {
  const [described, tried] = [new Set(guide), new Set(cases)]
  return [
    ...[...described].filter((tool) => !tried.has(tool)).map((tool) => `${tool} is not tried`),
    ...[...tried].filter((tool) => !described.has(tool)).map((tool) => `${tool} is not in ${PAGE}`),
  ]
}
