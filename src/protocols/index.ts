import type { Codec } from '../codec/codec.ts'
import type { ControlMessage } from './control.ts'
import * as controlTables from './control-tables.ts'
import type * as numberTables from './number-tables.ts'
import type { Option } from './option.ts'
import * as optionTables from './option-tables.ts'

/** What all of the union's members have, in one. */
type Merged<Tables> = (Tables extends unknown ? (table: Tables) => void : never) extends (
  table: infer All,
) => void
  ? All
  : never

/** Every option's row, by its C name. */
type OptionRows = Merged<(typeof optionTables)[keyof typeof optionTables]>

type NumberRows = Merged<(typeof numberTables)[keyof typeof numberTables]>

type ValueOf<Row> = Row extends { readonly codec: Codec<infer T> } ? T : never

type DetailsOf<Row> = Row extends { readonly details: infer Details } ? Details : never

/** The value of each option, by its C name. */
export type Options = { [Name in keyof OptionRows]: ValueOf<OptionRows[Name]> }

/** The C name of an option that has a row here. */
export type OptionName = keyof Options

/** The C name of an option that setsockopt(2) takes. */
export type SettableOption = {
  [Name in OptionName]: 'readOnly' extends keyof DetailsOf<OptionRows[Name]> ? never : Name
}[OptionName]

/** The C name of an option that getsockopt(2) answers. */
export type GettableOption = {
  [Name in OptionName]: 'writeOnly' extends keyof DetailsOf<OptionRows[Name]> ? never : Name
}[OptionName]

/** What an option's value is. */
export type OptionValue<Name extends OptionName> = Options[Name]

type ControlRows = Merged<(typeof controlTables)[keyof typeof controlTables]>

/** The value of each control message, by its C name. */
export type ControlValues = { [Name in keyof ControlRows]: ValueOf<ControlRows[Name]> }

/** The C name of an address family. */
export type FamilyName = keyof typeof numberTables.FAMILIES

/** The C name of a type of socket. */
export type TypeName = Exclude<
  keyof typeof numberTables.SOCKET_TYPES,
  'SOCK_CLOEXEC' | 'SOCK_NONBLOCK'
>

/** The value of each constant, by its C name; those that this platform lacks are not there. */
export type Constants = { readonly [Name in keyof (NumberRows & OptionRows & ControlRows)]: number }

/** The C name of a constant. */
export type ConstantName = keyof Constants

/** Every option, sorted by level and name. */
export const everyOption: readonly Option[] = Object.values(optionTables).flatMap((table) =>
  Object.values<Option>(table),
)

/** The row of an option, by its C name. */
export const optionByName: ReadonlyMap<string, Option> = new Map(
  everyOption.map((row) => [row.name, row]),
)

/** Every kind of control message, sorted by level and name. */
export const everyControl: readonly ControlMessage[] = Object.values(controlTables).flatMap(
  (table) => Object.values<ControlMessage>(table),
)
