import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import { wholeNumber } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { int } from '../../codec/values.ts'
import type { AddressLike } from '../address.ts'
import type { Endpoint } from '../ip/endpoint.ts'
import { HEADER } from './association.ts'
import { decodePacked, packedAddresses } from './endpoints.ts'

/** How many associations to reserve space for when reading: the kernel refuses less than it needs. */
export const MAX_ASSOCIATIONS = 65_536

/** struct sctp_assoc_ids. */
export const associationIds: Codec<number[], readonly number[]> = mapped(
  counted({
    head: struct('sctp_assoc_ids', { number_of_ids: 'unsigned' }, { ...HEADER, prefix: 'gaids_' }),
    name: '',
    member: int,
    maxCount: MAX_ASSOCIATIONS,
    count: ({ number_of_ids }) => number_of_ids,
  }),
  (given: readonly number[]) => {
    const all = [...arrayFrom(given, '')]
    return [{ number_of_ids: all.length }, all] as const
  },
  ([, all]) => all,
)

const addressesHead = struct('sctp_getaddrs', { assoc_id: 'signed', addr_num: 'unsigned' }, HEADER)

/** struct sctp_getaddrs, which ends in as many addresses. */
export const addresses: Codec<Endpoint[], readonly AddressLike[]> = {
  probes: () => [...addressesHead.probes(), ...packedAddresses.probes()],
  maxSize: (platform) => addressesHead.maxSize(platform) + packedAddresses.maxSize(platform),
  encode(given, platform) {
    const all = packedAddresses.encode(given, platform)
    const head = addressesHead.encode({ assoc_id: 0, addr_num: given.length }, platform)
    const bytes = new Uint8Array(head.length + all.length)
    bytes.set(head)
    bytes.set(all, head.length)
    return bytes
  },
  decode: (bytes, platform) => {
    const { addr_num } = addressesHead.decode(bytes, platform)
    return decodePacked(bytes.subarray(addressesHead.maxSize(platform)), platform, addr_num)
  },
}

/** sctp_peeloff_arg_t, with flags or without, whose value is the new descriptor. */
export const peeledOff: Codec<number> = mapped(
  struct('kernel_sctp_peeloff_flags_arg', { associd: 'signed', sd: 'signed' }),
  (sd: number) => ({ associd: 0, sd }),
  ({ sd }) => sd,
)

/** The query for a socket of its own: the association. */
export const associationToPeelOff: Encoder<number> = oneWay(
  struct('kernel_sctp_peeloff_flags_arg', { associd: 'signed' }),
  (id: number) => ({ associd: wholeNumber(id, '') }),
)
