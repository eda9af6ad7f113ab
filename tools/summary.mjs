/** A reporter of node:test that writes one line, the same for every version of Node. */
export default async function* summary(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const started = performance.now()
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details.type === 'suite' && type === 'test:pass') continue
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped++
    else if (type === 'test:pass') counts.passed++
    else counts.failed++
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const { passed, failed, skipped } = counts
  yield `tests: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)\n`
}
