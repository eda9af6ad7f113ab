import { type Codec, type Encoder, mapped, tooShort } from '../../codec/codec.ts'
import { inside } from '../../codec/misuse.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import type { AddressLike } from '../address.ts'
import { decodeEndpoint, type Endpoint, encodeEndpoint } from '../ip/endpoint.ts'

/** The two ends of a subflow. */
export interface MptcpSubflow {
  /** Ours. */
  local: Endpoint
  /** The peer's. */
  remote: Endpoint
}

/** struct mptcp_subflow_addrs. */
export const subflow: Codec<
  MptcpSubflow,
  { readonly local: AddressLike; readonly remote: AddressLike }
> = mapped(
  struct(
    'kernel_mptcp_subflow_addrs',
    { local: 'bytes', remote: 'bytes' },
    { header: 'linux/tcp.h', prefix: 'ss_' },
  ),
  ({ local, remote }, platform) => ({
    local: encodeEndpoint(local, platform, 'local'),
    remote: encodeEndpoint(remote, platform, 'remote'),
  }),
  ({ local, remote }, platform) => ({
    local: decodeEndpoint(local, platform),
    remote: decodeEndpoint(remote, platform),
  }),
  { local: true, remote: true },
)

const MAX_SUBFLOWS = 64

const header = struct(
  'kernel_mptcp_subflow_data',
  {
    size_subflow_data: 'unsigned',
    num_subflows: 'unsigned',
    size_kernel: 'unsigned',
    size_user: 'unsigned',
  },
  { header: 'linux/tcp.h' },
)

/** What the kernel reports about each subflow, after a struct mptcp_subflow_data; at most 64. */
export function perSubflow<Out, In>(one: Codec<Out, In>): Codec<Out[], readonly In[]> {
  return {
    probes: () => [...header.probes(), ...one.probes()],
    maxSize: (platform) => header.maxSize(platform) + MAX_SUBFLOWS * one.maxSize(platform),
    encode(values, platform) {
      const each = arrayFrom(values, '').map((value, i) =>
        inside(`[${i}]`, () => one.encode(value, platform)),
      )
      const start = header.maxSize(platform)
      const size = each.reduce((max, { length }) => Math.max(max, length), 1)
      const bytes = new Uint8Array(start + each.length * size)
      const sizes = { num_subflows: each.length, size_kernel: size, size_user: size }
      bytes.set(header.encode({ size_subflow_data: start, ...sizes }, platform))
      for (const [i, element] of each.entries()) bytes.set(element, start + i * size)
      return bytes
    },
    decode(bytes, platform) {
      // size_user is the size of each element: an older kernel returns less than requested.
      const { size_subflow_data: start, size_user: size } = header.decode(bytes, platform)
      if (size === 0) throw tooShort('a subflow', new Uint8Array(), one.maxSize(platform))
      const values: Out[] = []
      for (let at = start; at + size <= bytes.length; at += size)
        values.push(one.decode(bytes.subarray(at, at + size), platform))
      return values
    },
  }
}

/** The query for all subflows: the sizes of the header and of each element. Takes no value. */
export function perSubflowQuery(one: Encoder<unknown>): Encoder<undefined> {
  return {
    probes: header.probes,
    maxSize: (platform) => header.maxSize(platform),
    encode: (_nothing, platform) =>
      header.encode(
        {
          size_subflow_data: header.maxSize(platform),
          num_subflows: 0,
          size_kernel: 0,
          size_user: one.maxSize(platform),
        },
        platform,
      ),
  }
}
