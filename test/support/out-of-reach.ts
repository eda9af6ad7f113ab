/** What control messages need that is no part of a plain machine, and which do. */
const OUT_OF_REACH: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['needs a cipher of AF_ALG', ['ALG_SET_AEAD_ASSOCLEN', 'ALG_SET_IV', 'ALG_SET_OP']],
  ['needs another device', ['BT_SCM_ERROR', 'BT_SCM_PKT_SEQNUM', 'BT_SCM_PKT_STATUS']],
  [
    'needs a CAN bus',
    [
      ...['SCM_CAN_RAW_ERRQUEUE', 'SCM_J1939_DEST_ADDR', 'SCM_J1939_DEST_NAME'],
      ...['SCM_J1939_ERRQUEUE', 'SCM_J1939_PRIO'],
    ],
  ],
  [
    'needs a network card that takes timestamps, or shares its memory, or is without wires',
    ['SCM_DEVMEM_DMABUF', 'SCM_DEVMEM_LINEAR', 'SCM_TIMESTAMPING_PKTINFO', 'SCM_WIFI_STATUS'],
  ],
  ['needs a security module that labels datagrams, as SELinux does', ['SCM_SECURITY']],
  [
    'needs connections of AF_RDS',
    [
      ...['RDS_CMSG_CONG_UPDATE', 'RDS_CMSG_RDMA_DEST', 'RDS_CMSG_RDMA_STATUS'],
      ...['RDS_CMSG_RXPATH_LATENCY', 'RDS_CMSG_ZCOPY_COMPLETION', 'RDS_CMSG_ZCOPY_COOKIE'],
    ],
  ],
  ['needs services of AF_TIPC', ['TIPC_DESTNAME', 'TIPC_ERRINFO', 'TIPC_RETDATA']],
  ['needs another virtual machine', ['VSOCK_RECVERR']],
]

/** Why a control message can't be tried, by its name. */
export const outOfReach: ReadonlyMap<string, string> = new Map(
  OUT_OF_REACH.flatMap(([reason, names]) => names.map((name) => [name, reason] as const)),
)
