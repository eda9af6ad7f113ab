import { type Codec, tooShort } from '../../codec/codec.ts'
import { interfaceNumber } from '../../codec/field.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { UINT32_MAX, within } from '../../codec/integers.ts'
import { type Platform, perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { partsOf, readBigInt, readNumber } from '../address-text.ts'
import { family } from '../family.ts'

/** An address of CAN_RAW and CAN_BCM: an interface. See linux/can.h. */
export interface CanAddress {
  /** The family. */
  family: 'AF_CAN'
  /** The number of the interface. When binding, 0 means all of them. */
  interfaceIndex: number
}

/** An address of CAN_ISOTP: an interface and two CAN ids. See linux/can.h. */
export interface CanIsotpAddress extends CanAddress {
  /** The CAN id to receive. With CAN_EFF_FLAG it is an extended id, of 29 bits. */
  receiveId: number
  /** The CAN id to send with. With CAN_EFF_FLAG it is an extended id, of 29 bits. */
  transmitId: number
}

/** An address of CAN_J1939: an interface, and a name or an address on it. See linux/can/j1939.h. */
export interface CanJ1939Address extends CanAddress {
  /** The NAME, which identifies an ECU while its address changes; J1939_NO_NAME for none. */
  name: bigint
  /** The parameter group, 18 bits; J1939_NO_PGN for none. */
  pgn: number
  /** The address, one byte; J1939_NO_ADDR for none, or for all. */
  address: number
}

/** Any address of AF_CAN, distinguished by its fields, as the kernel does by their length. */
export type AnyCanAddress = CanAddress | CanIsotpAddress | CanJ1939Address

/**
 * An address of AF_CAN as input. It has both ids of ISO-TP or neither; any field of J1939 may be
 * left out.
 */
export interface CanAddressInput {
  /** The family. */
  family: 'AF_CAN'
  /** The interface, by number or name. */
  interfaceIndex: number | string
  /** See {@link CanIsotpAddress.receiveId}. */
  receiveId?: number
  /** See {@link CanIsotpAddress.transmitId}. */
  transmitId?: number
  /** See {@link CanJ1939Address.name}; J1939_NO_NAME by default. */
  name?: bigint
  /** See {@link CanJ1939Address.pgn}; J1939_NO_PGN by default. */
  pgn?: number
  /** See {@link CanJ1939Address.address}; J1939_NO_ADDR by default. */
  address?: number
}

const plain = struct(
  'kernel_sockaddr_can',
  { interfaceIndex: 'interface' },
  { names: { interfaceIndex: 'can_ifindex' } },
)
const isotp = struct(
  'kernel_sockaddr_can',
  { interfaceIndex: 'interface', receiveId: 'unsigned', transmitId: 'unsigned' },
  {
    names: {
      interfaceIndex: 'can_ifindex',
      receiveId: 'can_addr.tp.rx_id',
      transmitId: 'can_addr.tp.tx_id',
    },
  },
)
const j1939 = struct(
  'kernel_sockaddr_can',
  { interfaceIndex: 'interface', name: 'bigint', pgn: 'unsigned', address: 'unsigned' },
  {
    names: {
      interfaceIndex: 'can_ifindex',
      name: 'can_addr.j1939.name',
      pgn: 'can_addr.j1939.pgn',
      address: 'can_addr.j1939.addr',
    },
  },
)

/** The lengths that the kernel requires and returns: CAN_REQUIRED_SIZE of linux/can/core.h. */
const lengths = perPlatform((platform) => {
  const { fields = {}, size = 0 } = platform.layout('kernel_sockaddr_can') ?? {}
  const endOf = (name: string) => (fields[name]?.offset ?? 0) + (fields[name]?.size ?? 0)
  return { plain: endOf('can_ifindex'), isotp: endOf('can_addr.tp.tx_id'), j1939: size }
})

type Kind = 'plain' | 'isotp' | 'j1939'

function kindOf({ receiveId, transmitId, name, pgn, address }: CanAddressInput): Kind {
  const ids = receiveId !== undefined || transmitId !== undefined
  const names = name !== undefined || pgn !== undefined || address !== undefined
  if (ids && names)
    throw new TypeError('A CAN address has the ids of ISO-TP or the name of J1939, not both')
  return ids ? 'isotp' : names ? 'j1939' : 'plain'
}

function withDefaults({ name, pgn, address }: CanAddressInput, platform: Platform) {
  return {
    name: name ?? BigInt(platform.constant('J1939_NO_NAME') ?? 0),
    pgn: within(pgn ?? platform.constant('J1939_NO_PGN') ?? 0x40000, 'pgn', 0, UINT32_MAX),
    address: within(address ?? platform.constant('J1939_NO_ADDR') ?? 0xff, 'address', 0, 0xff),
  }
}

const read = objectReader<CanAddressInput>('struct sockaddr_can', {
  ...{ family: true, interfaceIndex: true, receiveId: false, transmitId: false },
  ...{ name: false, pgn: false, address: false },
})

const can: Codec<AnyCanAddress, CanAddressInput> = {
  probes: () => [...plain.probes(), ...isotp.probes(), ...j1939.probes()],
  maxSize: (platform) => lengths(platform).j1939,
  encode(given, platform) {
    const value = read(given)
    const { interfaceIndex, receiveId, transmitId } = value
    switch (kindOf(value)) {
      case 'plain':
        return plain.encode({ interfaceIndex }, platform).subarray(0, lengths(platform).plain)
      case 'isotp': {
        const ids = { receiveId, transmitId } as CanIsotpAddress // the struct refuses one alone
        const bytes = isotp.encode({ ...ids, interfaceIndex }, platform)
        return bytes.subarray(0, lengths(platform).isotp)
      }
      case 'j1939':
        return j1939.encode({ interfaceIndex, ...withDefaults(value, platform) }, platform)
    }
  },
  decode(bytes, platform) {
    const length = lengths(platform)
    if (bytes.length < length.plain) throw tooShort('struct sockaddr_can', bytes, length.plain)
    const codec = bytes.length < length.isotp ? plain : bytes.length < length.j1939 ? isotp : j1939
    return { family: 'AF_CAN', ...codec.decode(bytes, platform) }
  },
}

/** The interface as {@link readInterface} reads it: its name where that is unambiguous. */
function interfaceText(index: number | string, platform: Platform): string {
  const name = typeof index === 'string' ? index : platform.interfaceName(index)
  return name !== undefined && /^(?!-?\d+$)[^:]+$/.test(name) ? name : String(index)
}

function readInterface(text: string, platform: Platform): number {
  if (/^-?\d+$/.test(text)) return readNumber(text, 'interfaceIndex', -(2 ** 31), 2 ** 31 - 1)
  return interfaceNumber(text, 'interfaceIndex', platform)
}

const hex = (number: number | bigint | undefined) => `0x${(number ?? 0).toString(16)}`

/**
 * Controller Area Network. Text: `can:can0` for CAN_RAW and CAN_BCM, `can:can0:0x7e8:0x7e0` with
 * the ids to receive and to transmit for CAN_ISOTP, `can:can0:0x0:0x12300:0x20` with name,
 * parameter group and address for CAN_J1939.
 */
export const AF_CAN = family<AnyCanAddress, CanAddressInput>({
  name: 'AF_CAN',
  page: 'linux/can.h',
  headers: ['linux/can.h', 'linux/can/j1939.h'],
  testedOn: ['AF_CAN', 'SOCK_RAW', 'CAN_RAW'],
  examples: [
    { family: 'AF_CAN', interfaceIndex: 2 },
    { family: 'AF_CAN', interfaceIndex: 2, receiveId: 0x7e8, transmitId: 0x98da_f110 },
    {
      family: 'AF_CAN',
      interfaceIndex: 2,
      name: 0x8123_4567_89ab_cdefn,
      pgn: 0x12300,
      address: 0x20,
    },
  ],
  address: can,
  format(address, platform) {
    const start = `can:${interfaceText(address.interfaceIndex, platform)}`
    const kind = kindOf(address)
    if (kind === 'plain') return start
    if (kind === 'isotp') return `${start}:${hex(address.receiveId)}:${hex(address.transmitId)}`
    const { name, pgn, address: at } = withDefaults(address, platform)
    return `${start}:${hex(name)}:${hex(pgn)}:${hex(at)}`
  },
  parse(text, platform) {
    if (!text.startsWith('can:')) return undefined
    const [name = '', ...numbers] = partsOf(text.slice(4), [1, 3, 4], text)
    const interfaceIndex = readInterface(name, platform)
    const [first = '', second = '', third] = numbers
    if (numbers.length === 0) return { family: 'AF_CAN', interfaceIndex }
    if (third === undefined) {
      const receiveId = readNumber(first, 'receiveId', 0, UINT32_MAX)
      const transmitId = readNumber(second, 'transmitId', 0, UINT32_MAX)
      return { family: 'AF_CAN', interfaceIndex, receiveId, transmitId }
    }
    return {
      family: 'AF_CAN',
      interfaceIndex,
      name: BigInt.asUintN(64, readBigInt(first, 'name')),
      pgn: readNumber(second, 'pgn', 0, UINT32_MAX),
      address: readNumber(third, 'address', 0, 0xff),
    }
  },
})
