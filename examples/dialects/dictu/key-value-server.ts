// A server of values by their keys, which speaks the text protocol of memcached, as one writes it
// with Dictu's Socket module: one client after the other, recv until a line is there, write.
// Values are bytes. What is stored is kept from one client to the next.
//
//   tsx examples/dialects/dictu/key-value-server.ts <port>
//
// Ends at `shutdown`.

import Socket, { type DictuSocket, fromBytes, toBytes } from 'berkeley/dictu'

interface Item {
  readonly flags: number
  /** Any bytes, as the dialect's strings hold them. */
  readonly data: string
  readonly version: number
  /** When it expires, in milliseconds; null if it never does. */
  readonly end: number | null
}

const MOST_BYTES = 1024 * 1024
const MOST_KEY = 250

const items = new Map<string, Item>()
const counts = { get_hits: 0, get_misses: 0, cmd_get: 0, cmd_set: 0, total_connections: 0 }
let versions = 0
/** Whether a client has said that the server shall end. */
const state = { ending: false }

const port = Number(process.argv[2] ?? 11211)
const server = Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)
if (!server) throw new Error(Socket.strerror())
if (
  !server.setsockopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR) ||
  !server.bind('127.0.0.1', port) ||
  !server.listen()
) {
  throw new Error(Socket.strerror())
}
console.log(`Listening on port ${port}`)

while (!state.ending) {
  const client = server.accept()
  if (!client) throw new Error(Socket.strerror())
  counts.total_connections++
  serve(client)
  client.close()
}
server.close()

function serve(client: DictuSocket): void {
  let ahead = '' // what was received and not yet looked at
  for (;;) {
    const line = receiveLine()
    if (line === null) return
    const [command = '', ...words] = line.split(' ').filter((word) => word !== '')
    const answer = perform(command, words)
    if (answer === null || (answer !== '' && client.write(answer) === null)) return
  }

  function receiveLine(): string | null {
    for (;;) {
      const end = ahead.indexOf('\n')
      if (end >= 0) {
        const line = ahead.slice(0, end).replace(/\r$/, '')
        ahead = ahead.slice(end + 1)
        return line
      }
      if (ahead.length > 65536) return null
      const more = client.recv(4096)
      if (!more) return null
      ahead += more
    }
  }

  /** So many bytes, and the end of the line behind them; null when the client went. */
  function receiveBlock(length: number): string | null {
    let bytes = toBytes(ahead)
    const parts = [bytes]
    for (let count = bytes.length; count < length + 2; count += bytes.length) {
      const more = client.recv(65536)
      if (!more) return null
      bytes = toBytes(more)
      parts.push(bytes)
    }
    const all = Buffer.concat(parts)
    ahead = fromBytes(all.subarray(length + 2))
    return fromBytes(all.subarray(0, length + 2))
  }

  /** What is to be answered; null ends the conversation. */
  function perform(command: string, words: string[]): string | null {
    switch (command) {
      case 'get':
      case 'gets':
        return words.length === 0 ? 'ERROR\r\n' : `${get(words, command === 'gets')}END\r\n`
      case 'set':
      case 'add':
      case 'replace':
      case 'append':
      case 'prepend':
      case 'cas':
        return store(command, words)
      case 'incr':
      case 'decr':
        return said(words, 2, count(command, words))
      case 'delete':
        return said(words, 1, items.delete(words[0] ?? '') ? 'DELETED' : 'NOT_FOUND')
      case 'touch':
        return said(words, 2, touch(words))
      case 'flush_all':
        items.clear()
        return said(words, 0, 'OK')
      case 'stats':
        return `${stats()}END\r\n`
      case 'version':
        return 'VERSION dictu 1.0\r\n'
      case 'shutdown':
        state.ending = true
        return null
      case 'quit':
        return null
      default:
        return 'ERROR\r\n'
    }
  }

  function store(command: string, words: string[]): string | null {
    const [key = '', flags = '', seconds = '', length = '', ...rest] = words
    const numbers = [flags, length, ...(command === 'cas' ? [rest[0] ?? ''] : [])]
    if (!numbers.every((word) => /^\d{1,9}$/.test(word)) || !/^-?\d{1,9}$/.test(seconds)) {
      return 'CLIENT_ERROR bad command line format\r\n'
    }
    if (Number(length) > MOST_BYTES) {
      client.write('SERVER_ERROR object too large for cache\r\n')
      return null
    }
    const block = receiveBlock(Number(length))
    if (block === null) return null
    if (Buffer.byteLength(key) > MOST_KEY) return 'CLIENT_ERROR bad command line format\r\n'
    if (!block.endsWith('\r\n')) return 'CLIENT_ERROR bad data chunk\r\n'
    counts.cmd_set++
    const answer = put(command, key, block.slice(0, -2), {
      flags: Number(flags),
      end: endAfter(Number(seconds)),
      version: Number(rest[0]),
    })
    return said(words, command === 'cas' ? 5 : 4, answer)
  }
}

/** The answer, unless the client wants none: `noreply` behind the words of the command. */
function said(words: string[], count: number, answer: string): string {
  return words[count] === 'noreply' ? '' : `${answer}\r\n`
}

function get(keys: string[], withVersion: boolean): string {
  let answer = ''
  for (const key of keys) {
    const item = find(key)
    counts.cmd_get++
    counts[item ? 'get_hits' : 'get_misses']++
    if (!item) continue
    const version = withVersion ? ` ${item.version}` : ''
    answer += `VALUE ${key} ${item.flags} ${toBytes(item.data).length}${version}\r\n${item.data}\r\n`
  }
  return answer
}

function put(
  command: string,
  key: string,
  data: string,
  given: { flags: number; end: number | null; version: number },
): string {
  const old = find(key)
  const version = ++versions
  if (command === 'cas' && !old) return 'NOT_FOUND'
  if (command === 'cas' && old?.version !== given.version) return 'EXISTS'
  if (command === 'add' ? old : command !== 'set' && !old) return 'NOT_STORED'
  if (old && command === 'append') items.set(key, { ...old, version, data: old.data + data })
  else if (old && command === 'prepend') items.set(key, { ...old, version, data: data + old.data })
  else items.set(key, { ...given, version, data })
  return 'STORED'
}

function count(command: string, [key = '', by = '']: string[]): string {
  const item = find(key)
  if (!item) return 'NOT_FOUND'
  if (!/^\d{1,20}$/.test(item.data) || !/^\d{1,20}$/.test(by)) {
    return 'CLIENT_ERROR cannot increment or decrement non-numeric value'
  }
  const sum = BigInt(item.data) + (command === 'incr' ? BigInt(by) : -BigInt(by))
  const data = String(sum < 0n ? 0n : BigInt.asUintN(64, sum))
  items.set(key, { ...item, data, version: ++versions })
  return data
}

function touch([key = '', seconds = '']: string[]): string {
  const item = find(key)
  if (!item) return 'NOT_FOUND'
  items.set(key, { ...item, end: endAfter(Number(seconds)) })
  return 'TOUCHED'
}

function find(key: string): Item | undefined {
  const item = items.get(key)
  if ((item?.end ?? Number.POSITIVE_INFINITY) > Date.now()) return item
  items.delete(key)
  return undefined
}

/** Seconds from now; 0 never expires, a negative number is expired at once. */
function endAfter(seconds: number): number | null {
  return seconds === 0 ? null : Date.now() + seconds * 1000
}

function stats(): string {
  const all = { pid: process.pid, ...counts, curr_items: items.size }
  return Object.entries(all)
    .map(([name, value]) => `STAT ${name} ${value}\r\n`)
    .join('')
}
