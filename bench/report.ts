import { type BarResult, ratio, type RowResult } from './run.ts'

/** The row as text: a line per peer, then the bars, then missing and failed peers. */
export function report(row: RowResult): string {
  const lines = [`\n${row.name}: ${row.title}`]
  if (row.skipped !== undefined) lines.push(`  skipped: ${row.skipped}`)
  if (row.peers.length > 0) lines.push(...table(row))
  for (const bar of row.skipped === undefined ? row.bars : [])
    lines.push(`  bar: ${told(bar, row)}`)
  for (const { name, reason } of row.missing) lines.push(`  missing: ${name} (${reason})`)
  for (const { name, reason } of row.failed) lines.push(`  FAILED: ${name}: ${reason}`)
  return lines.join('\n')
}

function table({ measures, peers, subject }: RowResult): string[] {
  const compared = peers.find(({ name }) => name === subject)
  const heads = measures.flatMap(({ name, unit }) => [
    `${name}, ${unit}`,
    ...(compared ? [`${compared.name} ÷`] : []),
  ])
  const rows = peers.map((peer) => [
    peer.name,
    ...measures.flatMap(({ name }) => {
      const all = peer.rounds.map((sample) => sample[name] ?? NaN)
      const span = `(${digits(Math.min(...all))}–${digits(Math.max(...all))})`
      const cell = `${digits(peer.medians[name] ?? NaN)} ${span}`
      if (!compared) return [cell]
      return [cell, peer === compared ? '' : digits(ratio(compared, peer, name))]
    }),
  ])
  const cells = [['', ...heads], ...rows]
  const widths = cells[0]?.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  )
  return cells.map((row) => {
    const padded = row.map((cell, column) => {
      const width = widths?.[column] ?? 0
      return column === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    return `  ${padded.join('  ')}`
  })
}

function told({ peer, measure, most, times, above, value, kept }: BarResult, row: RowResult) {
  const unit = row.measures.find(({ name }) => name === measure)?.unit ?? ''
  const limit =
    times === undefined
      ? `${most} ${unit}${above === undefined ? '' : ` above ${above}`}`
      : `${most} × ${times}`
  const result =
    value === undefined
      ? 'not measured'
      : `${value.toPrecision(4)}, ${kept === true ? 'kept' : 'MISSED'}`
  return `${peer}, ${measure} ≤ ${limit}: ${result}`
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
