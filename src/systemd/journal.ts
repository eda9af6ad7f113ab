import { show } from '../codec/show.ts'
import {
  type AsyncWaitOptions,
  Socket,
  SocketError,
  type UnixAddress,
  type WaitOptions,
} from '../index.ts'
import { callOptions, readOptions } from '../socket/call-options.ts'
import { encodeEntry, type JournalEntry } from './journal-entry.ts'
import { withOneDeadline } from './limits.ts'
import { sealedFile } from './sealed-file.ts'

/** Options of {@link journalSync}. */
export interface JournalOptions extends WaitOptions {
  /**
   * The socket of journald, instead of `/run/systemd/journal/socket`: that of LogNamespace= is
   * `/run/systemd/journal.NAME/socket`.
   */
  path?: string | undefined
}

/** Options of {@link journal}. */
export interface AsyncJournalOptions extends JournalOptions, Pick<AsyncWaitOptions, 'signal'> {}

const JOURNAL = callOptions(['path'])
const DEFAULT = '/run/systemd/journal/socket'

/**
 * Writes an entry with its fields to the journal, by the native protocol of journald. What does not
 * fit into a datagram is passed as a sealed file in memory. Waits while the queue of journald is full.
 *
 * @returns Whether it was sent: false on a machine without a journal, unless a `path` is given.
 * @throws {TypeError} For a field that journald would drop.
 * @throws {SocketError} `ECONNREFUSED` when nobody listens there; `ENOENT` for a `path` that is not
 *   there.
 * @example
 * ```ts
 * await journal({ MESSAGE: error.stack, PRIORITY: 'LOG_ERR', REQUEST_ID: id })
 * ```
 * @see {@link https://systemd.io/JOURNAL_NATIVE_PROTOCOL/ Native Journal Protocol}
 */
export async function journal(
  entry: JournalEntry,
  options?: AsyncJournalOptions,
): Promise<boolean> {
  const { path, ...given } = readOptions(options, JOURNAL, 'promise')
  const limits = limitsOf(given)
  const address = addressOf(path)
  const data = encodeEntry(entry)
  const socket = new Socket('AF_UNIX', 'SOCK_DGRAM')
  try {
    await socket.sendTo(data, address, limits)
    return true
  } catch (error) {
    if (isAbsent(error, path)) return false
    if (!isTooLarge(error)) throw error
    const file = sealedFile('journal-entry', data)
    try {
      await socket.sendMessage({ control: { SCM_RIGHTS: [file] }, address }, limits)
      return true
    } finally {
      file.close()
    }
  } finally {
    socket.close()
  }
}

/** Blocking form of {@link journal}: takes no `signal`. */
export function journalSync(entry: JournalEntry, options?: JournalOptions): boolean {
  const { path, ...given } = readOptions(options, JOURNAL, 'sync')
  const limits = limitsOf(given)
  const address = addressOf(path)
  const data = encodeEntry(entry)
  const socket = new Socket('AF_UNIX', 'SOCK_DGRAM')
  try {
    socket.sendToSync(data, address, limits)
    return true
  } catch (error) {
    if (isAbsent(error, path)) return false
    if (!isTooLarge(error)) throw error
    const file = sealedFile('journal-entry', data)
    try {
      socket.sendMessageSync({ control: { SCM_RIGHTS: [file] }, address }, limits)
      return true
    } finally {
      file.close()
    }
  } finally {
    socket.close()
  }
}

/** Both sends have the same end. One that must not wait fails with EAGAIN, as other calls do. */
function limitsOf(given: AsyncWaitOptions): AsyncWaitOptions {
  return given.timeout === 0 ? given : withOneDeadline(given)
}

function addressOf(path: unknown): UnixAddress {
  if (path === undefined) return { family: 'AF_UNIX', path: DEFAULT }
  if (typeof path === 'string') return { family: 'AF_UNIX', path }
  throw new TypeError(`path must be a string, not ${show(path)}`)
}

function isAbsent(error: unknown, path: string | undefined): boolean {
  return path === undefined && error instanceof SocketError && error.code === 'ENOENT'
}

function isTooLarge(error: unknown): boolean {
  return error instanceof SocketError && (error.code === 'EMSGSIZE' || error.code === 'ENOBUFS')
}
