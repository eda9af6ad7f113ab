// A server of files over HTTP/1.1, as one writes it with CommonJS Sockets/A: the module is the
// listening socket, accept listens by itself, and sendFile sends. One client after the other; who
// says nothing for some seconds, two by default, is sent away.
//
//   tsx examples/dialects/commonjs/file-server.ts <port> <folder> <seconds>

import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import server, { type Socket, SocketError } from 'berkeley/commonjs'

const MOST_HEAD = 16_384
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}

/** What is asked for. */
interface Asked {
  readonly method: string
  readonly target: string
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, string>
}

const [port = '8080', folder = '.', seconds = '2'] = process.argv.slice(2)
const patience = Number(seconds) * 1e6 // microseconds
const root = realpathSync(folder)

server.setOption('SO_REUSEADDR', true).bind('127.0.0.1', port)
console.log(`Serving ${root} on port ${server.localPort}`)
for (;;) {
  const client = server.accept()
  console.log(`${client.remoteAddress}: ${serve(client)}`)
  client.close()
}

/** Answers one request; says how it went. */
function serve(client: Socket): string {
  client.setOption('SO_RCVTIMEO', patience).setOption('SO_SNDTIMEO', 10 * patience)
  try {
    const asked = receiveHead(client)
    const outcome = asked ? answer(client, asked) : refuse(client, '400 Bad Request')
    client.shutdown('SHUT_WR')
    return asked ? `${asked.method} ${asked.target}: ${outcome}` : outcome
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `${error.syscall}: ${error.message}`
  }
}

/** Receives a head; null when it is none of HTTP, or does not end. */
function receiveHead(client: Socket): Asked | null {
  let text = ''
  while (!text.includes('\r\n\r\n')) {
    const block = client.read(4096)
    if (block.length === 0 || text.length > MOST_HEAD) return null
    text += block.toString('latin1')
  }
  const [line = '', ...rest] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n')
  const [, method = '', target = ''] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(line) ?? []
  if (method === '') return null
  const fields = rest.map((field): [string, string] => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
  })
  return { method, target, fields: new Map(fields) }
}

function answer(client: Socket, { method, target, fields }: Asked): string {
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(client, '405 Method Not Allowed', method, [['Allow', 'GET, HEAD']])
  }
  const path = pathOf(target)
  const found = path === null ? null : statOf(path)
  if (path === null || found === null) return refuse(client, '404 Not Found', method)
  if (found.isDirectory()) return answerFolder(client, path, target, method)
  if (!found.isFile()) return refuse(client, '403 Forbidden', method)
  const changed = found.mtime.toUTCString()
  if (fields.get('if-modified-since') === changed) {
    sendHead(client, '304 Not Modified', [['Last-Modified', changed]])
    return '304'
  }
  sendHead(client, '200 OK', [
    ['Content-Type', TYPES[extname(path)] ?? 'application/octet-stream'],
    ['Content-Length', String(found.size)],
    ['Last-Modified', changed],
  ])
  return method === 'HEAD' ? '200' : `200, ${client.sendFile(path)} bytes`
}

/** Its index.html, or a list. */
function answerFolder(client: Socket, path: string, target: string, method: string): string {
  if (!target.replace(/\?.*/, '').endsWith('/')) {
    return refuse(client, '301 Moved Permanently', method, [['Location', `${target}/`]])
  }
  const index = join(path, 'index.html')
  const size = statOf(index)?.size
  const html = Buffer.from(size === undefined ? listOf(path) : '')
  sendHead(client, '200 OK', [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Length', String(size ?? html.length)],
  ])
  if (method === 'HEAD') return '200'
  return `200, ${size === undefined ? client.send(html) : client.sendFile({ path: index })} bytes`
}

function listOf(path: string): string {
  const entries = readdirSync(path, { withFileTypes: true })
    .map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
    .sort()
    .map((name) => `<li><a href="${escaped(encodeURI(name))}">${escaped(name)}</a></li>`)
  return `<!doctype html><meta charset="utf-8"><ul>\n${entries.join('\n')}\n</ul>\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** The file that a target names, whatever links lead to it; null when it is not below the root. */
function pathOf(target: string): string | null {
  try {
    const path = realpathSync(join(root, decodeURIComponent(target.replace(/[?#].*/, ''))))
    return path === root || path.startsWith(root + sep) ? path : null
  } catch {
    return null
  }
}

function statOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null
}

function refuse(
  client: Socket,
  status: string,
  method = '',
  fields: [string, string][] = [],
): string {
  const text = `${status}\n`
  const length = String(text.length)
  sendHead(client, status, [...fields, ['Content-Type', 'text/plain'], ['Content-Length', length]])
  if (method !== 'HEAD') client.send(text)
  return status
}

function sendHead(client: Socket, status: string, fields: [string, string][]): void {
  const lines = [...fields, ['Connection', 'close']].map(([name, value]) => `${name}: ${value}\r\n`)
  client.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`)
}
