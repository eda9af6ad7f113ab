import { type Codec, type Encoder, oneWay } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { FLOW_LABEL_FLAGS } from './values.ts'

/** The C name of a flag of IPV6_FLOWLABEL_MGR. */
export type FlowLabelFlag = keyof typeof FLOW_LABEL_FLAGS

/** A flow label as it is read. */
export interface FlowLabel extends Required<FlowLabelRequest> {
  /** Sum of IPV6_FL_F_*. */
  flags: number
}

/** An operation on a flow label. */
export interface FlowLabelRequest {
  /** IPV6_FL_A_*: get, release, or renew. */
  action: number
  /** 1 to 1048575: the 20 bits as a plain number in host order. 0 lets the kernel choose. */
  label: number
  /** The destination of packets with the label; `'::'` if it is left out. */
  dst?: string
  /** Who shares the label: IPV6_FL_S_*. */
  share?: number
  /** `'IPV6_FL_F_CREATE'` creates the label if it does not exist. */
  flags?: Flags<FlowLabelFlag>
  /** Lifetime of an unused label in seconds. */
  expires?: number
  /** Seconds that the label remains reserved after its release; at least 6. */
  linger?: number
}

/** Which flow label to read. */
export interface FlowLabelQuery {
  /** `'IPV6_FL_F_REMOTE'` for that of the last packet from the peer; by default the socket's own. */
  flags?: Flags<FlowLabelFlag>
}

/** struct in6_flowlabel_req, without options. */
export const flowLabelRequest: Codec<FlowLabel, FlowLabelRequest> = struct(
  'in6_flowlabel_req',
  {
    dst: 'ipv6',
    label: 'network',
    action: 'unsigned',
    share: 'unsigned',
    flags: 'unsigned',
    expires: 'unsigned',
    linger: 'unsigned',
  },
  {
    header: 'linux/in6.h',
    prefix: 'flr_',
    defaults: { dst: '::', share: 0, flags: 0, expires: 0, linger: 0 },
    flags: { flags: FLOW_LABEL_FLAGS },
  },
)

/** The query for a label: IPV6_FL_A_GET and the flags. The kernel fills in the rest. */
export const flowLabelQuery: Encoder<FlowLabelQuery> = oneWay(
  flowLabelRequest,
  ({ flags = 0 }: FlowLabelQuery) => ({ action: 0, label: 0, flags }),
  { flags: false },
)
