import { show } from '../codec/show.ts'

/** The error for a text that no family takes for an address, with what its author may have meant. */
export function unknownAddress(text: string): TypeError {
  const hint = hintFor(text)
  return new TypeError(`Not an address: ${show(text)}${hint === undefined ? '' : `; ${hint}`}`)
}

function hintFor(text: string): string | undefined {
  if (/^\d{1,5}$/.test(text)) return `a port needs an address: '127.0.0.1:${text}', '[::1]:${text}'`
  const [, scheme, authority] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)/i.exec(text) ?? []
  if (scheme !== undefined) {
    const [, host = '', port] = /^([^:]*)(?::(\d+))?$/.exec(authority ?? '') ?? []
    return host === ''
      ? undefined
      : `a URL is none; ${lookUp(host, port ?? PORTS[scheme] ?? 'port')}`
  }
  const [, host, port] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === undefined || /^[\d.]+$/.test(host)) return undefined
  return port === undefined
    ? `a path begins with / or ./; ${lookUp(host, 'port')}`
    : lookUp(host, port)
}

const PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' }

function lookUp(host: string, port: string): string {
  const target = `{ host: ${show(host)}, ${port === 'port' ? port : `port: ${port}`} }`
  return `names are looked up by the functions connect, listen and bind: ${target}`
}
