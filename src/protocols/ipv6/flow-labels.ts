import { type Codec, type Encoder, oneWay } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'

/** What to do with a flow label. */
export interface FlowLabelRequest {
  /** IPV6_FL_A_*: get, put back, or renew. */
  action: number
  /** 1 to 1048575: the 20 bits as a plain number, never turned around. 0 has the kernel choose. */
  label: number
  /** Where packets with the label go; `'::'` when it is left out. */
  dst?: string
  /** Whom the label is shared with: IPV6_FL_S_*. */
  share?: number
  /** Sum of IPV6_FL_F_*: CREATE makes the label where there is none yet. */
  flags?: number
  /** Seconds that the label lives without use. */
  expires?: number
  /** Seconds that the label stays taken after it was put back; 6 at least. */
  linger?: number
}

/** Which flow label to read. */
export interface FlowLabelQuery {
  /** IPV6_FL_F_REMOTE for that of the last packet from the peer; by default the socket's own. */
  flags?: number
}

/** struct in6_flowlabel_req, without options. */
export const flowLabelRequest: Codec<Required<FlowLabelRequest>, FlowLabelRequest> = struct(
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
  },
)

/** The query for a label: IPV6_FL_A_GET and the flags. The kernel fills in the rest. */
export const flowLabelQuery: Encoder<FlowLabelQuery> = oneWay(
  flowLabelRequest,
  ({ flags = 0 }: FlowLabelQuery) => ({ action: 0, label: 0, flags }),
  { flags: false },
)
