/** Control messages that need something an ordinary machine lacks. */
const UNREACHABLE: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['needs another device', ['BT_SCM_ERROR', 'BT_SCM_PKT_SEQNUM', 'BT_SCM_PKT_STATUS']],
  [
    'needs a network card with timestamps, device memory or Wi-Fi',
    ['SCM_DEVMEM_DMABUF', 'SCM_DEVMEM_LINEAR', 'SCM_TIMESTAMPING_PKTINFO', 'SCM_WIFI_STATUS'],
  ],
  ['needs a security module that labels datagrams, such as SELinux', ['SCM_SECURITY']],
  [
    'needs AF_RDS between two machines, or RDMA',
    [
      ...['RDS_CMSG_CONG_UPDATE', 'RDS_CMSG_RDMA_DEST', 'RDS_CMSG_RDMA_STATUS'],
      ...['RDS_CMSG_ZCOPY_COMPLETION', 'RDS_CMSG_ZCOPY_COOKIE'],
    ],
  ],
]

/** Why a control message cannot be tested, by name. */
export const unreachable: ReadonlyMap<string, string> = new Map(
  UNREACHABLE.flatMap(([reason, names]) => names.map((name) => [name, reason] as const)),
)
