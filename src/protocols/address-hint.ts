import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'

/** The error for a text that no family takes for an address, with what its author may have meant. */
export function unknownAddress(text: string): TypeError {
  const hint = hintFor(text)
  return new TypeError(`Not an address: ${show(text)}${hint === undefined ? '' : `; ${hint}`}`)
}

/**
 * The error for an object that is no address, such as a URL, or a socket, which has an address.
 *
 * @param must What is wanted: `'An address must be an object or a string'`.
 */
export function notAddress(given: object, must: string): TypeError {
  const hint = hintForObject(given)
  return new TypeError(`${must}, not ${show(given)}${hint === undefined ? '' : `; ${hint}`}`)
}

/** Whether an object is something else than an address or a target, whatever fields it has. */
export function isNoAddress(given: object): boolean {
  return !hasNames(given) || isUrl(given) || METHODS.some((name) => isFunction(given, name))
}

/** Of sockets, servers, emitters and signals. */
const METHODS = ['close', 'on', 'addEventListener']

function isFunction(given: object, name: string): boolean {
  return name in given && typeof given[name as keyof typeof given] === 'function'
}

function isUrl(given: object): given is { href: unknown } {
  return 'href' in given && 'searchParams' in given
}

function hintForObject(given: object): string | undefined {
  if (Array.isArray(given)) return 'one object has the host, or the address, and the port'
  if (isUrl(given)) return typeof given.href === 'string' ? hostOf(given.href) : undefined
  if (!isFunction(given, 'on') && !isFunction(given, 'close')) return undefined
  return 'localAddress' in given && 'fd' in given
    ? "the socket's own address is its localAddress, its peer's its remoteAddress"
    : 'give its host and port, or its path'
}

function hintFor(text: string): string | undefined {
  if (/^\d{1,5}$/.test(text)) return `a port needs an address: '127.0.0.1:${text}', '[::1]:${text}'`
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text))
    return ['a URL is none', hostOf(text) ?? []].flat().join('; ')
  if (text.startsWith('\0')) return "an abstract name is written '@name'"
  const [, everywhere] = /^\*?(?::(\d{1,5}))?$/.exec(text) ?? []
  if (everywhere !== undefined || text === '*') {
    const port = everywhere ?? 'port'
    return `every address of this machine is '0.0.0.0:${port}' or '[::]:${port}'`
  }
  const [, host, port] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === undefined || /^[\d.]+$/.test(host)) return undefined
  return port === undefined
    ? `a path begins with / or ./; ${lookUp(host, 'port')}`
    : lookUp(host, port)
}

/** The host of a URL, as a target. */
function hostOf(url: string): string | undefined {
  const [, scheme = '', authority = ''] = /^([^:]*):\/\/([^/?#]*)/.exec(url) ?? []
  const [, host = '', port] = /^([^:]*)(?::(\d+))?$/.exec(authority) ?? []
  return host === '' ? undefined : lookUp(host, port ?? PORTS[scheme] ?? 'port')
}

const PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' }

function lookUp(host: string, port: string): string {
  const target = `{ host: ${show(host)}, ${port === 'port' ? port : `port: ${port}`} }`
  return `names are looked up by the functions connect, listen and bind: ${target}`
}
