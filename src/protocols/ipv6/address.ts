import { type Codec, tooShort } from '../../codec/codec.ts'
import { formatIPv6, parseIPv6 } from '../../codec/inet.ts'
import { mustBe } from '../../codec/misuse.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { UINT32_MAX, within } from '../../codec/integers.ts'
import { type Platform, perPlatform } from '../../codec/platform.ts'
import { show } from '../../codec/show.ts'
import { ofType } from '../../codec/type-check.ts'
import { bracketsFor } from '../address-hint.ts'
import { family } from '../family.ts'
import { offsetsOf, readPort } from '../ip/address.ts'

/** An IPv6 address and port. See ipv6(7). */
export interface Inet6Address {
  /** The family. */
  family: 'AF_INET6'
  /** `'::1'`. May include a scope: `'fe80::1%eth0'` or `'fe80::1%2'`. */
  address: string
  /** 0 to 65535. When binding, 0 lets the kernel choose. */
  port: number
  /** The interface index of a link-local address; left out when 0. */
  scopeId?: number
  /** The flow label, 20 bits; left out when 0. */
  flowInfo?: number
}

const read = objectReader<Inet6Address>('struct sockaddr_in6', {
  family: true,
  address: true,
  port: true,
  scopeId: false,
  flowInfo: false,
})

const inet6: Codec<Inet6Address> = (() => {
  const fields = ['sin6_port', 'sin6_flowinfo', 'sin6_addr', 'sin6_scope_id']
  const plan = perPlatform((platform) => {
    const layout = platform.layout('sockaddr_in6')
    const [port = 0, flow = 0, address = 0, scope = 0] = offsetsOf(layout, fields)
    return { size: layout?.size ?? 0, port, flow, address, scope }
  })
  return {
    probes: () => [{ name: 'sockaddr_in6', fields }],
    maxSize: (platform) => plan(platform).size,
    encode(given, platform) {
      const { family, address: text, port: host, scopeId: id, flowInfo } = given
      const value = { family, address: text, port: host, scopeId: id, flowInfo } as Inet6Address
      if ((text as unknown) === undefined || (host as unknown) === undefined || hasOthers(given))
        read(given) // says which
      const { size, port, flow, address, scope } = plan(platform)
      const { bytes: ipv6, scopeId } = readScoped(value, platform)
      const bytes = new Uint8Array(size)
      const view = new DataView(bytes.buffer)
      view.setUint16(port, within(value.port, 'port', 0, 65535))
      view.setUint32(flow, within(value.flowInfo ?? 0, 'flowInfo', 0, 0xfffff))
      bytes.set(ipv6, address)
      view.setUint32(scope, scopeId, platform.littleEndian)
      return bytes
    },
    decode(bytes, platform) {
      const { port, flow, address, scope } = plan(platform)
      if (bytes.length < scope + 4) throw tooShort('struct sockaddr_in6', bytes, scope + 4)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      const value: Inet6Address = {
        family: 'AF_INET6',
        address: formatIPv6(bytes, address),
        port: view.getUint16(port),
      }
      const scopeId = view.getUint32(scope, platform.littleEndian)
      const flowInfo = view.getUint32(flow) & 0xfffff // the bits above are the traffic class
      if (scopeId !== 0) value.scopeId = scopeId
      if (flowInfo !== 0) value.flowInfo = flowInfo
      return value
    },
  }
})()

function hasOthers(value: Inet6Address): boolean {
  for (const key in value)
    if (!(key === 'address' || key === 'port' || key === 'family')) {
      if (key !== 'scopeId' && key !== 'flowInfo') return true
    }
  return false
}

function readScoped(
  value: Inet6Address,
  platform: Platform,
): { bytes: Uint8Array; scopeId: number } {
  const text = ofType(value.address, 'string', 'address')
  const percent = text.indexOf('%')
  const bytes = parseIPv6(percent < 0 ? text : text.slice(0, percent))
  if (!bytes) throw mustBe('address', 'a numeric IPv6 address', text)
  const given =
    value.scopeId === undefined ? undefined : within(value.scopeId, 'scopeId', 0, UINT32_MAX)
  if (percent < 0) return { bytes, scopeId: given ?? 0 }
  const scopeId = readScope(text.slice(percent + 1), bytes, text, platform)
  if (given !== undefined && given !== scopeId) {
    throw new RangeError(
      `Conflicting scopes: ${JSON.stringify(text)} has ${scopeId}, scopeId is ${given}`,
    )
  }
  return { bytes, scopeId }
}

/** As in getaddrinfo(3): a number for any address, a name only where the kernel uses the scope. */
function readScope(scope: string, bytes: Uint8Array, text: string, platform: Platform): number {
  if (/^\d+$/.test(scope)) return within(Number(scope), 'scope', 0, UINT32_MAX)
  if (!isLocal(bytes)) {
    throw new TypeError(`Only a link-local address can have an interface: ${JSON.stringify(text)}`)
  }
  // Linux finds eth0 by 'eth0:80', as if that were an alias, and a port would be lost.
  const index = /[\0:]/.test(scope) ? undefined : platform.interfaceIndex(scope)
  if (index === undefined)
    throw new TypeError(`No such interface: ${show(scope)}, in ${show(text)}${bracketsFor(text)}`)
  return index
}

/** Whether the address is valid within one link or interface only: fe80::/10, ff01::, ff02::. */
function isLocal([first = 0, second = 0]: Uint8Array): boolean {
  if (first === 0xfe) return (second & 0xc0) === 0x80
  return first === 0xff && ((second & 15) === 1 || (second & 15) === 2)
}

/** The scope as {@link readScope} reads it: the interface's name where that is unambiguous. */
function scopeText(scopeId: number, address: string, platform: Platform): string {
  const bytes = parseIPv6(address)
  const name = bytes && isLocal(bytes) ? platform.interfaceName(scopeId) : undefined
  return name !== undefined && !/^\d+$|\]/.test(name) ? name : String(scopeId)
}

/** Internet Protocol version 6; ipv6(7). Text: `[fe80::1%eth0]:80`, `[::1]:80?flowInfo=7`. */
export const AF_INET6 = family<Inet6Address>({
  name: 'AF_INET6',
  page: 'ipv6(7)',
  testedOn: ['AF_INET6', 'SOCK_DGRAM'],
  examples: [
    { family: 'AF_INET6', address: '::1', port: 8080 },
    { family: 'AF_INET6', address: 'fe80::1', port: 8080, scopeId: 1, flowInfo: 7 },
  ],
  address: inet6,
  format({ address, port, scopeId, flowInfo }, platform) {
    const scope =
      scopeId && !address.includes('%') ? `%${scopeText(scopeId, address, platform)}` : ''
    return `[${address}${scope}]:${port}${flowInfo ? `?flowInfo=${flowInfo}` : ''}`
  },
  parse(text, platform) {
    const bracketed = /^\[([^\]]*)\](?::([^?]*))?(?:\?flowInfo=(\d{1,10}))?$/s.exec(text)
    const address = bracketed ? (bracketed[1] ?? '') : text
    const bytes = parseIPv6(address.replace(/%.*$/s, ''))
    if (!bytes) {
      if (bracketed) throw new TypeError(`Not a numeric IPv6 address: ${JSON.stringify(text)}`)
      return undefined
    }
    const [, scope] = address.split(/%(.*)/s)
    const [, , port, flow] = bracketed ?? []
    const value: Inet6Address = {
      family: 'AF_INET6',
      address: formatIPv6(bytes),
      port: port === undefined ? 0 : readPort(port, text),
    }
    if (scope !== undefined) {
      const scopeId = readScope(scope, bytes, text, platform)
      if (scopeId !== 0) value.scopeId = scopeId
    }
    if (flow !== undefined) {
      const flowInfo = within(Number(flow), 'flowInfo', 0, 0xfffff)
      if (flowInfo !== 0) value.flowInfo = flowInfo
    }
    return value
  },
})
