import { parseIPv6 } from '../codec/inet.ts'
import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'

/** The error for a text that no family takes for an address, with what its author may have meant. */
export function unknownAddress(text: string): TypeError {
  const hint = hintFor(text)
  const cure = hint === undefined ? bracketsFor(text) : `; ${hint}`
  return new TypeError(`Not an address: ${show(text)}${cure}`)
}

/** The error for a value that is not an object; a number may be a port. */
export function notAnObject(given: unknown, must: string): TypeError {
  const isPort = typeof given === 'number' && Number.isInteger(given) && given > 0 && given < 65536
  return new TypeError(`${must}, not ${show(given)}${isPort ? `; ${hintFor(String(given))}` : ''}`)
}

/**
 * The error for an object that is not an address, such as a URL, or a socket, which has one.
 *
 * @param must What is wanted: `'An address must be an object or a string'`.
 * @param mayBeHost Whether a host is wanted, or an address.
 */
export function notAddress(given: object, must: string, mayBeHost = false): TypeError {
  const hint = hintForObject(given, mayBeHost)
  return new TypeError(`${must}, not ${show(given)}${hint === undefined ? '' : `; ${hint}`}`)
}

/** Whether an object is something other than an address or a target, whatever fields it has. */
export function isNoAddress(given: object): boolean {
  if (!hasNames(given) || isUrl(given)) return true
  return (
    METHODS.some((name) => isFunction(given, name)) && !PLACES.some((name) => isText(given[name]))
  )
}

/** Of sockets, servers, emitters and signals. */
const METHODS = ['close', 'on', 'addEventListener']
/** What an object of the caller's own class has, if it is an address or a target besides. */
const PLACES = ['address', 'host', 'path', 'abstract']

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isFunction(given: object, name: string): boolean {
  return name in given && typeof given[name as keyof typeof given] === 'function'
}

function isUrl(given: object): given is { href: unknown } {
  return 'href' in given && 'searchParams' in given
}

function hintForObject(given: object, mayBeHost: boolean): string | undefined {
  if (Array.isArray(given)) return 'one object has the host, or the address, and the port'
  if (isUrl(given)) {
    const [host, port] = typeof given.href === 'string' ? (hostOf(given.href) ?? []) : []
    if (host === undefined || port === undefined) return undefined
    return mayBeHost ? `give ${targetText(host, port)}` : lookUp(host, port)
  }
  if (!isFunction(given, 'on') && !isFunction(given, 'close')) return undefined
  return 'localAddress' in given && 'fd' in given
    ? "the socket's own address is its localAddress, its peer's its remoteAddress"
    : 'give its host and port, or its path'
}

function hintFor(text: string): string | undefined {
  if (/^\d{1,5}$/.test(text)) return `a port needs an address: '127.0.0.1:${text}', '[::1]:${text}'`
  if (/^[^:/]*[^\d.:/][^:/]*\//.test(text))
    return 'a path begins with / or ./, and a URL is not an address'
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    const [host, port] = hostOf(text) ?? []
    const isUrlOfHost = host !== undefined && port !== undefined
    return `a URL is not an address${isUrlOfHost ? `; ${lookUp(host, port)}` : ''}`
  }
  if (text.startsWith('\0')) return "an abstract name is written '@name'"
  const [, everywhere] = /^\*?(?::(\d{1,5}))?$/.exec(text) ?? []
  if (everywhere !== undefined || text === '*') {
    const port = everywhere ?? '8080'
    const example = everywhere === undefined ? 'for example ' : ''
    return `every address of this machine is ${example}'0.0.0.0:${port}' or '[::]:${port}'`
  }
  const [, host, port] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === undefined || /^[\d.]+$/.test(host)) return undefined
  return port === undefined
    ? `a path begins with / or ./; ${lookUp(host, 'port')}`
    : lookUp(host, port)
}

/** `"; with a port, an IPv6 address is '[::1]:80'"`, for one without brackets. */
export function bracketsFor(text: string): string {
  const [, address, port] = /^([^[\]]*):(\d{1,5})$/.exec(text) ?? []
  if (address === undefined || Number(port) > 65_535) return ''
  if (!parseIPv6(address.replace(/%.*$/s, ''))) return ''
  return `; with a port, an IPv6 address is '[${address}]:${port}'`
}

/** The host and port of a URL. */
function hostOf(url: string): [host: string, port: string] | undefined {
  const [, scheme = '', authority = ''] = /^([^:]*):\/\/([^/?#]*)/.exec(url) ?? []
  const [, host = '', port] = /^([^:@]*)(?::(\d+))?$/.exec(authority) ?? []
  return host === '' ? undefined : [host, port ?? PORTS.get(scheme) ?? 'port']
}

const PORTS: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ws', '80'],
  ['wss', '443'],
])

function lookUp(host: string, port: string): string {
  return `names are looked up by the functions connect, listen and bind: ${targetText(host, port)}`
}

function targetText(host: string, port: string): string {
  return `{ host: ${show(host)}, ${port === 'port' ? port : `port: ${port}`} }`
}
