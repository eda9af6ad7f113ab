// What the build asks the C compiler. Nothing here is needed at run time.

import type { StructProbe } from '../codec/codec.ts'
import { everyFamily } from './address.ts'
import { type ConstantName, everyControl, everyOption } from './index.ts'
import { netlinkStructs } from './netlink/headers.ts'
import { sockDiagStructs } from './netlink/sock-diag-headers.ts'
import * as numberTables from './number-tables.ts'
import { headerOf, type NumberRow } from './numbers.ts'
import { notificationStructs } from './sctp/notifications.ts'

/** Every constant whose value comes from the C compiler. */
export const everyNumber = gatherNumbers() as Readonly<Record<ConstantName, NumberRow>>

/**
 * Every struct whose layout comes from the C compiler: those that some codec reads or writes, each
 * once.
 */
export const everyStruct: readonly StructProbe[] = gatherStructs()

/** Every header that declares something of the above and that some platforms lack. */
export const everyHeader: readonly string[] = [
  ...new Set([
    ...everyFamily.flatMap(({ headers }) => headers),
    ...[...Object.values(everyNumber), ...everyStruct].flatMap(({ header }) => header ?? []),
  ]),
].sort()

function gatherNumbers(): Record<string, NumberRow> {
  const all: Record<string, NumberRow> = {}
  const add = (name: string, row: NumberRow, header: string | undefined) => {
    all[name] = { ...all[name], ...(header !== undefined && { header }), ...row }
  }
  for (const table of Object.values(numberTables)) {
    const header = headerOf(table)
    for (const [name, row] of Object.entries<NumberRow>(table)) add(name, row, header)
  }
  for (const { name, details, where } of [...everyOption(), ...everyControl()]) {
    const { linux } = details
    add(name, linux === undefined ? {} : { linux }, where.header)
  }
  return all
}

function gatherStructs(): StructProbe[] {
  const all = new Map<string, StructProbe>()
  const codecs = [
    ...everyFamily.map(({ address }) => address),
    ...[...everyOption(), ...everyControl()].map(({ codec }) => codec),
    ...everyOption().flatMap(({ details }) => details.query ?? []),
  ]
  const probes = codecs.flatMap((codec) => codec.probes())
  for (const probe of [...probes, ...netlinkStructs, ...sockDiagStructs, ...notificationStructs]) {
    const known = all.get(probe.name)
    const fields = [...new Set([...(known?.fields ?? []), ...probe.fields])]
    all.set(probe.name, {
      ...known,
      ...probe,
      fields,
      kinds: { ...known?.kinds, ...probe.kinds },
    })
  }
  return [...all.values()]
}
