import { namedNumber } from '../../codec/named-number.ts'
import { type Codec, tooShort } from '../../codec/codec.ts'
import { interfaceNumber } from '../../codec/field.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { type Platform, perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { notAnAddress } from '../address-text.ts'
import { family } from '../family.ts'
import {
  FRAME_DIRECTIONS,
  FRAME_PROTOCOLS,
  type FrameDirection,
  type FrameProtocolName,
} from './frames.ts'
import { HARDWARE_TYPES, type HardwareTypeName } from './hardware-types.ts'
import { formatHardwareAddress, parseHardwareAddress } from './hardware-address.ts'

/** A link, and the station that sends or receives on it; packet(7). */
export interface PacketAddress {
  /** The family. */
  family: 'AF_PACKET'
  /** The number of the interface. When binding, 0 means all of them. */
  interfaceIndex: number
  /** The protocol in the frame, `ETH_P_*`, in host byte order. */
  protocol: number
  /** The type of the link: `ARPHRD_*`. */
  hardwareType: number
  /** The kind of destination: `PACKET_HOST`, `PACKET_OUTGOING` … */
  packetType: number
  /** `'aa:bb:cc:dd:ee:ff'`; `''` if there is none. */
  address: string
}

/** A {@link PacketAddress} as input; all but the interface may be left out. */
export interface PacketAddressInput {
  /** The family. */
  family: 'AF_PACKET'
  /** The number of the interface, or its name. */
  interfaceIndex: number | string
  /** `'ETH_P_IP'`, or a number in host byte order. When binding, 0 means the socket's own. */
  protocol?: FrameProtocolName | number
  /** `'ARPHRD_ETHER'`, or its number. Ignored by the kernel. */
  hardwareType?: HardwareTypeName | number
  /** `'PACKET_HOST'`, or its number. Ignored by the kernel. */
  packetType?: FrameDirection | number
  /** The destination of a datagram; with a raw socket, it is in the frame itself. */
  address?: string
}

const sockaddr = struct(
  'sockaddr_ll',
  {
    protocol: 'network',
    interfaceIndex: 'interface',
    hardwareType: 'unsigned',
    packetType: 'unsigned',
    addressLength: 'unsigned',
  },
  {
    header: 'linux/if_packet.h',
    names: {
      protocol: 'sll_protocol',
      interfaceIndex: 'sll_ifindex',
      hardwareType: 'sll_hatype',
      packetType: 'sll_pkttype',
      addressLength: 'sll_halen',
    },
    defaults: { protocol: 0, hardwareType: 0, packetType: 0 },
    optionalTail: { sll_addr: 'bytes' },
  },
)

const addressAt = perPlatform(
  (platform) => platform.layout('sockaddr_ll')?.fields['sll_addr']?.offset ?? 0,
)

const read = objectReader<PacketAddressInput>('struct sockaddr_ll', {
  ...{ family: true, interfaceIndex: true, protocol: false },
  ...{ hardwareType: false, packetType: false, address: false },
})

/** The numbers of an address that it may have as names. */
function numbersOf({ protocol, hardwareType, packetType }: PacketAddressInput, machine: Platform) {
  return {
    protocol: namedNumber(protocol, 'protocol', 'protocol', FRAME_PROTOCOLS, machine),
    hardwareType: namedNumber(
      hardwareType,
      'hardwareType',
      'hardwareType',
      HARDWARE_TYPES,
      machine,
    ),
    packetType: namedNumber(packetType, 'packetType', 'packetType', FRAME_DIRECTIONS, machine),
  }
}

const packet: Codec<PacketAddress, PacketAddressInput> = {
  probes: sockaddr.probes,
  maxSize: (platform) => sockaddr.maxSize(platform),
  encode(value, platform) {
    const given = read(value)
    const { interfaceIndex, address = '' } = given
    const hardware = parseHardwareAddress(address)
    const fixed = sockaddr.encode(
      { interfaceIndex, ...numbersOf(given, platform), addressLength: hardware.length },
      platform,
    )
    const at = addressAt(platform)
    // A longer address, as of InfiniBand, continues past the end of the struct.
    const bytes = new Uint8Array(Math.max(sockaddr.maxSize(platform), at + hardware.length))
    bytes.set(fixed)
    bytes.set(hardware, at)
    return bytes
  },
  decode(bytes, platform) {
    const { interfaceIndex, protocol, hardwareType, packetType, addressLength } = sockaddr.decode(
      bytes,
      platform,
    )
    const at = addressAt(platform)
    const end = at + addressLength
    // The kernel returns no padding: a sockaddr may end right after the last byte of the address.
    if (bytes.length < end) throw tooShort('struct sockaddr_ll', bytes, end)
    const address = formatHardwareAddress(bytes.subarray(at, end))
    return { family: 'AF_PACKET', interfaceIndex, protocol, hardwareType, packetType, address }
  },
}

const TEXT =
  /^packet:([^:?]+)(?::(0x[0-9a-fA-F]{4}))?(?::([0-9a-fA-F:]+))?(?:\?hardwareType=(\d{1,5})&packetType=(\d{1,3}))?$/

/**
 * Frames of a link; packet(7). Text: `packet:2:0x0806:aa:bb:cc:dd:ee:ff`, `packet:eth0`, with
 * `?hardwareType=1&packetType=4` at the end if one of these is not 0.
 */
export const AF_PACKET = family<PacketAddress, PacketAddressInput>({
  name: 'AF_PACKET',
  page: 'packet(7)',
  headers: ['linux/if_packet.h'],
  testedOn: ['AF_PACKET', 'SOCK_RAW'],
  networkProtocol: true,
  examples: [
    {
      family: 'AF_PACKET',
      interfaceIndex: 1,
      protocol: 0x0806,
      hardwareType: 772,
      packetType: 4,
      address: '00:00:5e:00:53:01',
    },
    {
      family: 'AF_PACKET',
      interfaceIndex: 0,
      protocol: 0,
      hardwareType: 0,
      packetType: 0,
      address: '',
    },
  ],
  address: packet,
  format(given, platform) {
    const { interfaceIndex, address = '' } = given
    const { protocol = 0, hardwareType = 0, packetType = 0 } = numbersOf(given, platform)
    const start = `packet:${interfaceIndex}:0x${protocol.toString(16).padStart(4, '0')}`
    const end = `?hardwareType=${hardwareType}&packetType=${packetType}`
    return `${start}${address && `:${address}`}${hardwareType || packetType ? end : ''}`
  },
  parse(text, platform) {
    if (!text.startsWith('packet:')) return undefined
    const [, link, protocol, address, hardwareType, packetType] = TEXT.exec(text) ?? []
    if (link === undefined) throw notAnAddress(text)
    const given = /^(?:0|-?[1-9]\d*)$/.test(link) ? Number(link) : link
    const index = interfaceNumber(given, 'interfaceIndex', platform)
    return {
      family: 'AF_PACKET',
      interfaceIndex: within(index, 'interfaceIndex', -(2 ** 31), 2 ** 31 - 1),
      protocol: Number(protocol ?? 0),
      hardwareType: within(Number(hardwareType ?? 0), 'hardwareType', 0, 0xffff),
      packetType: within(Number(packetType ?? 0), 'packetType', 0, 0xff),
      address: formatHardwareAddress(parseHardwareAddress(address ?? '')),
    }
  },
})
