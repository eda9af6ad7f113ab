import { type Codec, tooShort } from '../../codec/codec.ts'
import { formatIPv4, parseIPv4, putIPv4 } from '../../codec/inet.ts'
import { mustBe } from '../../codec/misuse.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { type Layout, perPlatform } from '../../codec/platform.ts'
import { show } from '../../codec/show.ts'
import { ofType } from '../../codec/type-check.ts'
import { family } from '../family.ts'

/** An IPv4 address and port; for a raw socket, the port is the protocol. See ip(7). */
export interface InetAddress {
  /** The family. */
  family: 'AF_INET'
  /** Dotted quad: `'127.0.0.1'`. */
  address: string
  /** 0 to 65535. When binding, 0 lets the kernel choose. */
  port: number
}

/** The offsets of fields of a struct. */
export function offsetsOf(layout: Layout | undefined, names: readonly string[]): number[] {
  return names.map((name) => layout?.fields[name]?.offset ?? 0)
}

const read = objectReader<InetAddress>('struct sockaddr_in', {
  family: true,
  address: true,
  port: true,
})

// By hand: every received datagram passes here, and the generic struct takes four times as long.
const inet: Codec<InetAddress> = (() => {
  const fields = ['sin_port', 'sin_addr']
  const plan = perPlatform((platform) => {
    const layout = platform.layout('sockaddr_in')
    const [port = 0, address = 0] = offsetsOf(layout, fields)
    return { size: layout?.size ?? 0, port, address }
  })
  return {
    probes: () => [{ name: 'sockaddr_in', fields }],
    maxSize: (platform) => plan(platform).size,
    encode(value, platform) {
      const { address: text, port: number } = value as Partial<InetAddress>
      if (text === undefined || number === undefined || hasOthers(value)) read(value) // says which
      const { size, port, address } = plan(platform)
      const bytes = new Uint8Array(size)
      if (!putIPv4(ofType(text, 'string', 'address'), bytes, address))
        throw mustBe('address', 'a numeric IPv4 address', text)
      const host = within(number, 'port', 0, 65535)
      bytes[port] = host >> 8
      bytes[port + 1] = host & 255
      return bytes
    },
    decode(bytes, platform) {
      const { port, address } = plan(platform)
      if (bytes.length < address + 4) throw tooShort('struct sockaddr_in', bytes, address + 4)
      return {
        family: 'AF_INET',
        address: formatIPv4(bytes, address),
        port: ((bytes[port] ?? 0) << 8) | (bytes[port + 1] ?? 0),
      }
    },
  }
})()

function hasOthers(value: InetAddress): boolean {
  for (const key in value) if (key !== 'address' && key !== 'port' && key !== 'family') return true
  return false
}

/** Reads the port in the text of an address. */
export function readPort(port: string, text: string): number {
  if (!/^\d{1,10}$/.test(port)) throw new TypeError(`Not a port: ${show(port)}, in ${show(text)}`)
  return within(Number(port), 'port', 0, 65535)
}

/** Internet Protocol version 4; ip(7). Text: `127.0.0.1:80`. */
export const AF_INET = family<InetAddress>({
  name: 'AF_INET',
  page: 'ip(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
  examples: [{ family: 'AF_INET', address: '127.0.0.1', port: 8080 }],
  address: inet,
  format: ({ address, port }) => `${address}:${port}`,
  parse(text) {
    const [, address, port] = /^(\d+\.\d+\.\d+\.\d+)(?::(.*))?$/s.exec(text) ?? []
    if (address === undefined || !parseIPv4(address)) return undefined
    return { family: 'AF_INET', address, port: port === undefined ? 0 : readPort(port, text) }
  },
})
