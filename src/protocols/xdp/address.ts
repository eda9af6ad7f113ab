import { type Codec, mapped } from '../../codec/codec.ts'
import { interfaceNumber } from '../../codec/field.ts'
import { bitsOf, type Flags } from '../../codec/flags.ts'
import { UINT32_MAX, within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { notAnAddress } from '../address-text.ts'
import { family } from '../family.ts'
import { XDP_BIND_FLAGS } from './values.ts'

/** A queue of an interface whose frames go directly into user memory; for bind(2). */
export interface XdpAddress {
  /** The family. */
  family: 'AF_XDP'
  /** Sum of `XDP_COPY`, `XDP_ZEROCOPY`, `XDP_USE_NEED_WAKEUP` … */
  flags: number
  /** The number of the interface. */
  interfaceIndex: number
  /** The number of the queue, from 0 on. */
  queueId: number
  /** The descriptor of the socket whose memory is shared, with `XDP_SHARED_UMEM`. */
  sharedUmemFd: number
}

/** The C name of a flag of an address of AF_XDP. */
export type XdpBindFlag = keyof typeof XDP_BIND_FLAGS

/** An {@link XdpAddress} as input; all but the interface may be left out. */
export interface XdpAddressInput {
  /** The family. */
  family: 'AF_XDP'
  /** `'XDP_COPY'`, several names, or the sum of the constants. */
  flags?: Flags<XdpBindFlag>
  /** The number of the interface, or its name. */
  interfaceIndex: number | string
  /** The number of the queue, from 0 on. */
  queueId?: number
  /** The descriptor of the socket whose memory is shared, with `XDP_SHARED_UMEM`. */
  sharedUmemFd?: number
}

const xdp: Codec<XdpAddress, XdpAddressInput> = mapped(
  struct(
    'sockaddr_xdp',
    {
      flags: 'unsigned',
      interfaceIndex: 'unsigned',
      queueId: 'unsigned',
      sharedUmemFd: 'unsigned',
    },
    {
      header: 'linux/if_xdp.h',
      names: {
        flags: 'sxdp_flags',
        interfaceIndex: 'sxdp_ifindex',
        queueId: 'sxdp_queue_id',
        sharedUmemFd: 'sxdp_shared_umem_fd',
      },
      defaults: { flags: 0, queueId: 0, sharedUmemFd: 0 },
      flags: { flags: XDP_BIND_FLAGS },
    },
  ),
  ({ interfaceIndex, flags, queueId, sharedUmemFd }: XdpAddressInput, platform) => ({
    interfaceIndex: interfaceNumber(interfaceIndex, 'interfaceIndex', platform),
    ...{ flags, queueId, sharedUmemFd },
  }),
  (queue) => ({ family: 'AF_XDP' as const, ...queue }),
  { family: true, flags: false, interfaceIndex: true, queueId: false, sharedUmemFd: false },
)

function indexOf(number: number): number {
  return within(number, 'interfaceIndex', 0, UINT32_MAX)
}

const TEXT = /^xdp:([^:?]+):(\d{1,10})(?:\?flags=(\d{1,5})&sharedUmemFd=(\d{1,10}))?$/

/**
 * Frames of a link directly into user memory. Text: `xdp:2:0`, the interface and the queue, with
 * `?flags=1&sharedUmemFd=7` at the end if one of these is not 0. The kernel reports no names.
 */
export const AF_XDP = family<XdpAddress, XdpAddressInput>({
  name: 'AF_XDP',
  page: 'linux/if_xdp.h',
  headers: ['linux/if_xdp.h'],
  testedOn: ['AF_XDP', 'SOCK_RAW'],
  examples: [
    { family: 'AF_XDP', flags: 0, interfaceIndex: 1, queueId: 0, sharedUmemFd: 0 },
    { family: 'AF_XDP', flags: 1, interfaceIndex: 2, queueId: 3, sharedUmemFd: 7 },
  ],
  address: xdp,
  format({ flags = 0, interfaceIndex, queueId = 0, sharedUmemFd = 0 }, platform) {
    const bits = bitsOf(flags, 'flags', XDP_BIND_FLAGS, platform)
    const end = bits || sharedUmemFd ? `?flags=${bits}&sharedUmemFd=${sharedUmemFd}` : ''
    return `xdp:${interfaceIndex}:${queueId}${end}`
  },
  parse(text, platform) {
    if (!text.startsWith('xdp:')) return undefined
    const [, link, queueId, flags, sharedUmemFd] = TEXT.exec(text) ?? []
    if (link === undefined) throw notAnAddress(text)
    const given = /^(?:0|[1-9]\d*)$/.test(link) ? Number(link) : link
    return {
      family: 'AF_XDP',
      flags: within(Number(flags ?? 0), 'flags', 0, 0xffff),
      interfaceIndex: indexOf(interfaceNumber(given, 'interfaceIndex', platform)),
      queueId: within(Number(queueId), 'queueId', 0, UINT32_MAX),
      sharedUmemFd: within(Number(sharedUmemFd ?? 0), 'sharedUmemFd', 0, UINT32_MAX),
    }
  },
})
