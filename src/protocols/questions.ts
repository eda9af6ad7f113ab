// What the C compiler is asked when the addon is built. Nothing of it is needed at run time.

import type { StructNeed } from '../codec/codec.ts'
import { everyFamily } from './address.ts'
import { type ConstantName, everyControl, everyOption } from './index.ts'
import { netlinkStructs } from './netlink/headers.ts'
import * as numberTables from './number-tables.ts'
import type { NumberRow } from './numbers.ts'

/** Every name that the C compiler is asked the number of. */
export const everyNumber = gatherNumbers() as Readonly<Record<ConstantName, NumberRow>>

/** Every struct that some codec reads or writes, once. */
export const everyStruct: readonly StructNeed[] = gatherStructs()

/** Every header that not every platform has, and that declares something of the above. */
export const everyHeader: readonly string[] = [
  ...new Set([
    ...everyFamily.flatMap(({ headers }) => headers),
    ...[...Object.values(everyNumber), ...everyStruct].flatMap(({ header }) => header ?? []),
  ]),
].sort()

function gatherNumbers(): Record<string, NumberRow> {
  const all: Record<string, NumberRow> = {}
  const add = (name: string, row: NumberRow) => {
    all[name] = { ...all[name], ...row }
  }
  for (const table of Object.values(numberTables)) {
    for (const [name, row] of Object.entries<NumberRow>(table)) add(name, row)
  }
  for (const { name, details, where } of [...everyOption(), ...everyControl()]) {
    const { linux } = details
    const { header } = where
    add(name, {
      ...(linux === undefined ? {} : { linux }),
      ...(header === undefined ? {} : { header }),
    })
  }
  return all
}

function gatherStructs(): StructNeed[] {
  const all = new Map<string, StructNeed>()
  const codecs = [
    ...everyFamily.map(({ address }) => address),
    ...[...everyOption(), ...everyControl()].map(({ codec }) => codec),
    ...everyOption().flatMap(({ details }) => details.asks ?? []),
  ]
  for (const need of [...codecs.flatMap(({ structs }) => structs()), ...netlinkStructs]) {
    const known = all.get(need.name)
    const fields = [...new Set([...(known?.fields ?? []), ...need.fields])]
    all.set(need.name, {
      ...known,
      ...need,
      fields,
      kinds: { ...known?.kinds, ...need.kinds },
    })
  }
  return [...all.values()]
}
