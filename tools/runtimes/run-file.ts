import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTests, whyShared } from '../test-file.ts'
import { resultsIn, type Results } from './report.ts'

/** A runtime that runs the test files as they are. */
export type TestRuntime = 'bun' | 'deno'

const ownNetwork = whyShared() === undefined

type CommandLine = (file: string, report: string) => string[]

/** The arguments that make each runtime run a file, and write a report. */
const COMMAND_LINES: Readonly<Record<TestRuntime, CommandLine>> = {
  bun: (file, report) => [
    ...['test', `./${file}`, '--timeout=60000'],
    ...['--reporter=junit', `--reporter-outfile=${report}`],
  ],
  deno: (file, report) => ['test', '-A', '--no-check', `--junit-path=${report}`, file],
}

/** What a file's tests did. */
export interface FileOutcome {
  readonly results: Results
  readonly output: string
  /** Why the file as a whole failed, if no test did. */
  readonly failure: string | undefined
}

/**
 * Runs a test file in a runtime, in its own process and network.
 *
 * @param folder Where it may write.
 * @param limit Milliseconds after which it is killed, which counts as a failure.
 * @param environment Variables to add to its environment.
 */
export async function runFile(
  runtime: TestRuntime,
  binary: string,
  file: string,
  folder: string,
  limit: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<FileOutcome> {
  const report = join(folder, `${runtime}-${file.replace(/\W/g, '-')}.xml`)
  const command = [binary, ...COMMAND_LINES[runtime](file, report)]
  const { status, output, end } = await runTests(command, {
    environment: { NO_COLOR: '1', ...environment },
    limit,
    ownNetwork,
  })
  const results = resultsIn(contentsOf(report))
  // What ends it after its last test is said by no test.
  const isSaid = status === 0 || (status === 1 && [...results.values()].includes('failed'))
  const failure = results.size === 0 ? `no report; it ${end}` : isSaid ? undefined : `it ${end}`
  return { results, output, failure }
}

/** Empty if the process ended before it could write it. */
function contentsOf(report: string): string {
  try {
    return readFileSync(report, 'utf8')
  } catch {
    return ''
  }
}
