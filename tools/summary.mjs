/** A node:test reporter that writes the counts of a file as JSON. */
export default async function* summary(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped++
    else if (data.details.type === 'suite' && type === 'test:pass') continue
    else if (type === 'test:pass') counts.passed++
    else counts.failed++
  }
  yield JSON.stringify(counts)
}
