import type { ExpectedFailures } from './expected-failures.ts'
import type { FileOutcome, TestRuntime } from './run-file.ts'

/** What a file did that was not expected. */
interface Surprise {
  readonly file: string
  readonly text: string
  /** Whether it is a failed test. */
  readonly isFailure: boolean
}

/** Compares what the files did in a runtime with the failures that are expected there. */
export function surprisesIn(
  runtime: TestRuntime,
  outcomes: ReadonlyMap<string, FileOutcome>,
  expected: readonly ExpectedFailures[],
): Surprise[] {
  const surprises: Surprise[] = []
  for (const [file, { results, failure }] of outcomes) {
    const add = (text: string, isFailure = false): void => {
      surprises.push({ file, text, isFailure })
    }
    const rows = expected.filter((row) => row.runtime === runtime && row.file === file)
    const unmatched = new Set(rows.flatMap((row) => row.tests))
    if (failure !== undefined) add(failure)
    for (const [name, result] of results) {
      const row = rows.find(({ tests }) => tests.some((test) => test.test(name)))
      for (const test of row?.tests ?? []) if (test.test(name)) unmatched.delete(test)
      if (result === 'failed' && !row) add(`failed: ${name}`, true)
      if (result !== 'failed' && row && !row.sometimes) add(`${result}, but was to fail: ${name}`)
    }
    if (results.size === 0) continue
    for (const test of unmatched) add(`no such test, which was to fail: ${test}`)
  }
  return surprises
}
