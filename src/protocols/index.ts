import type { InOf, OutOf } from '../codec/codec.ts'
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
type OptionRows = Merged<ReturnType<(typeof optionTables)[keyof typeof optionTables]>>

type NumberRows = Merged<(typeof numberTables)[keyof typeof numberTables]>

type ReadOf<Row> = Row extends { readonly codec: infer C } ? OutOf<C> : never

type SetOf<Row> = Row extends { readonly codec: infer C } ? InOf<C> : never

type DetailsOf<Row> = Row extends { readonly details: infer Details } ? Details : never

/** The value of each option as its codec reads it, by its C name. */
export type DecodedOptions = { [Name in keyof OptionRows]: ReadOf<OptionRows[Name]> }

/** The value of each option as it is set, by its C name. */
export type OptionsToSet = { [Name in keyof OptionRows]: SetOf<OptionRows[Name]> }

/** The C name of an option that has a row here. */
export type OptionName = keyof DecodedOptions

/** The C name of an option that setsockopt(2) takes. */
export type SettableOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'readOnly', true> ? never : Name
}[OptionName]

/** The C name of an option that getsockopt(2) answers. */
export type GettableOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'writeOnly', true> ? never : Name
}[OptionName]

/** The C name of an option whose value is a new descriptor. */
export type OpeningOption = {
  [Name in OptionName]: DetailsOf<OptionRows[Name]> extends Record<'opens', true> ? Name : never
}[OptionName]

/** What an option's value is when it is set. */
export type OptionInput<Name extends OptionName> = OptionsToSet[Name]

/** Options and the values to set, by their C names: any of them, in the order to set them. */
export type SettableOptions = Partial<Pick<OptionsToSet, SettableOption>>

/** A query that may be undefined is an optional argument. */
type QueryParameters<In> = undefined extends In ? [query?: In] : [query: In]

/** The query that `getOption` takes to read an option, as a tuple: empty for most. */
export type OptionQuery<Name extends OptionName> =
  DetailsOf<OptionRows[Name]> extends Record<'query', infer C> ? QueryParameters<InOf<C>> : []

type ControlRows = Merged<ReturnType<(typeof controlTables)[keyof typeof controlTables]>>

/** The value of each control message as it is received, by its C name. */
export type ControlValues = {
  [Name in keyof ControlRows as DetailsOf<ControlRows[Name]> extends Record<'sendOnly', true>
    ? never
    : Name]: ReadOf<ControlRows[Name]>
}

/** The value of each control message as it is sent, by its C name. */
export type ControlInputs = {
  [Name in keyof ControlRows as DetailsOf<ControlRows[Name]> extends Record<'receiveOnly', true>
    ? never
    : Name]: SetOf<ControlRows[Name]>
}

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

let options: readonly Option[] | undefined
let byName: ReadonlyMap<string, Option> | undefined
let controls: readonly ControlMessage[] | undefined

/** Every option, sorted by level and name. */
export function everyOption(): readonly Option[] {
  return (options ??= Object.values(optionTables).flatMap((table) =>
    Object.values<Option>(table()),
  ))
}

/** The row of an option, by its C name. */
export function optionByName(name: string): Option | undefined {
  return (byName ??= new Map(everyOption().map((row) => [row.name, row]))).get(name)
}

/** Every kind of control message, sorted by level and name. */
export function everyControl(): readonly ControlMessage[] {
  return (controls ??= Object.values(controlTables).flatMap((table) =>
    Object.values<ControlMessage>(table()),
  ))
}
