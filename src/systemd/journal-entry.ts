import { Buffer } from 'node:buffer'
import { suggestion } from '../codec/nearest.ts'
import { show } from '../codec/show.ts'
import { objectFrom } from '../codec/type-check.ts'
import { bytesIn } from '../socket/bytes.ts'

/** How serious an entry is, by the names of syslog(3), each at its number. */
const PRIORITIES = [
  'LOG_EMERG',
  'LOG_ALERT',
  'LOG_CRIT',
  'LOG_ERR',
  'LOG_WARNING',
  'LOG_NOTICE',
  'LOG_INFO',
  'LOG_DEBUG',
] as const

/** How serious an entry is: a name of syslog(3), or its number. */
export type JournalPriority = (typeof PRIORITIES)[number] | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The value of a field: text of one line or several, a number, or bytes. */
export type JournalValue = string | number | bigint | ArrayBuffer | ArrayBufferView

/**
 * An entry of the journal. Besides those below, fields of any name of up to 64 capital letters, digits
 * and underscores, which begins with a letter. A list is a field of several values.
 *
 * @see {@link https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html systemd.journal-fields(7)}
 */
export interface JournalEntry {
  /** What happened, for people. */
  MESSAGE?: JournalValue | undefined
  /** How serious it is; journald assumes LOG_INFO. */
  PRIORITY?: JournalPriority | undefined
  /** What kind of event it is: 32 hexadecimal digits. */
  MESSAGE_ID?: string | undefined
  /** The source file. */
  CODE_FILE?: string | undefined
  /** The line in the source file. */
  CODE_LINE?: number | undefined
  /** The function. */
  CODE_FUNC?: string | undefined
  /** A positive errno. */
  ERRNO?: number | undefined
  /** The name of the program; `journalctl` shows that of the process otherwise. */
  SYSLOG_IDENTIFIER?: string | undefined
  /** The facility of syslog(3). */
  SYSLOG_FACILITY?: number | undefined
  /** Any other field. */
  [field: Uppercase<string>]: JournalValue | readonly JournalValue[] | undefined
}

/** Encodes the fields: `NAME=value`, or a length and the bytes where a value has several lines. */
export function encodeEntry(entry: JournalEntry): Buffer {
  const pieces: Uint8Array[] = []
  for (const [name, value] of Object.entries(objectFrom(entry, 'An entry'))) {
    if (value === undefined) continue
    checkName(name)
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) pieces.push(encodeField(name, one))
  }
  if (pieces.length === 0) throw new TypeError('An entry must have a field, such as MESSAGE')
  return Buffer.concat(pieces)
}

/** journald drops fields of other names, and those that it adds itself, which begin with `_`. */
function checkName(name: string): void {
  if (/^[A-Z][A-Z\d_]{0,63}$/.test(name)) return
  throw new TypeError(
    `A field must have a name of up to 64 of A-Z, 0-9 and _ that begins with a letter, not ${show(name)}`,
  )
}

function encodeField(name: string, given: unknown): Uint8Array {
  const value = name === 'PRIORITY' ? priority(given) : given
  const bytes = bytesIn(isNumber(value) ? String(value) : value)
  if (!bytes) {
    throw new TypeError(`${name} must be text, a number or bytes, not ${show(value)}`)
  }
  if (typeof value !== 'object' && !bytes.includes(NEWLINE)) {
    return Buffer.concat([Buffer.from(`${name}=`), bytes, END])
  }
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.byteLength))
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, END])
}

const NEWLINE = 0x0a
const END = Buffer.of(NEWLINE)

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
}

function priority(given: unknown): number {
  const number = typeof given === 'string' ? PRIORITIES.findIndex((name) => name === given) : given
  if (typeof number === 'number' && number in PRIORITIES) return number
  const near = typeof given === 'string' ? suggestion(given, PRIORITIES) : ''
  throw new TypeError(
    `PRIORITY must be 0 to 7 or a name such as LOG_ERR, not ${show(given)}${near}`,
  )
}
