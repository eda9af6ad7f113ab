import type { Layout, Platform } from '../../src/codec/platform.ts'

/** A field as `[offset, size]`. */
type Fields = Record<string, readonly [offset: number, size: number]>

/** Describes a struct as a C compiler would. */
export function layoutOf(size: number, fields: Fields): Layout {
  const places = Object.entries(fields).map(([name, [offset, bytes]]) => [
    name,
    { offset, size: bytes },
  ])
  return { size, fields: Object.fromEntries(places) as Layout['fields'] }
}

/** A simulated machine, for codecs, which never query the running process. */
export function machine(
  littleEndian: boolean,
  constants: Record<string, number>,
  layouts: Record<string, Layout>,
): Platform {
  return {
    constant: (name) => constants[name],
    layout: (name) => layouts[name],
    littleEndian,
    interfaceIndex: (name) => (name === 'eth0' ? 2 : undefined),
    interfaceName: (index) => (index === 2 ? 'eth0' : undefined),
  }
}

const linuxFamilies = {
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  AF_PACKET: 17,
  AF_VSOCK: 40,
  AF_XDP: 44,
  AF_CAN: 29,
  AF_TIPC: 30,
  AF_BLUETOOTH: 31,
  AF_ALG: 38,
  AF_QIPCRTR: 42,
}

/** The addresses of IP on Linux. */
export const ipLayouts = {
  sockaddr: layoutOf(16, { sa_family: [0, 2] }),
  sockaddr_in: layoutOf(16, { sin_port: [2, 2], sin_addr: [4, 4] }),
  sockaddr_in6: layoutOf(28, {
    sin6_port: [2, 2],
    sin6_flowinfo: [4, 4],
    sin6_addr: [8, 16],
    sin6_scope_id: [24, 4],
  }),
}

const linuxLayouts = {
  ...ipLayouts,
  sockaddr_un: layoutOf(110, { sun_path: [2, 108] }),
  sockaddr_ll: layoutOf(20, {
    sll_protocol: [2, 2],
    sll_ifindex: [4, 4],
    sll_hatype: [8, 2],
    sll_pkttype: [10, 1],
    sll_halen: [11, 1],
    sll_addr: [12, 8],
  }),
  kernel_sockaddr_vm: layoutOf(16, { svm_port: [4, 4], svm_cid: [8, 4], svm_flags: [12, 1] }),
  sockaddr_xdp: layoutOf(16, {
    sxdp_flags: [2, 2],
    sxdp_ifindex: [4, 4],
    sxdp_queue_id: [8, 4],
    sxdp_shared_umem_fd: [12, 4],
  }),
  kernel_xdp_umem_reg: layoutOf(32, {
    addr: [0, 8],
    len: [8, 8],
    chunk_size: [16, 4],
    headroom: [20, 4],
    flags: [24, 4],
    tx_metadata_len: [28, 4],
  }),
  packet_mreq: layoutOf(16, {
    mr_ifindex: [0, 4],
    mr_type: [4, 2],
    mr_alen: [6, 2],
    mr_address: [8, 8],
  }),
  kernel_tpacket_auxdata: layoutOf(20, {
    tp_status: [0, 4],
    tp_len: [4, 4],
    tp_snaplen: [8, 4],
    tp_mac: [12, 2],
    tp_net: [14, 2],
    tp_vlan_tci: [16, 2],
    tp_vlan_tpid: [18, 2],
  }),
  tpacket_stats_v3: layoutOf(12, {
    tp_packets: [0, 4],
    tp_drops: [4, 4],
    tp_freeze_q_cnt: [8, 4],
  }),
  kernel_xdp_mmap_offsets: layoutOf(
    128,
    Object.fromEntries(
      ['rx', 'tx', 'fr', 'cr'].flatMap((ring, r) =>
        ['producer', 'consumer', 'desc', 'flags'].map((field, f) => [
          `${ring}.${field}`,
          [r * 32 + f * 8, 8],
        ]),
      ),
    ),
  ),
  kernel_sockaddr_can: layoutOf(24, {
    can_ifindex: [4, 4],
    'can_addr.tp.rx_id': [8, 4],
    'can_addr.tp.tx_id': [12, 4],
    'can_addr.j1939.name': [8, 8],
    'can_addr.j1939.pgn': [16, 4],
    'can_addr.j1939.addr': [20, 1],
  }),
  sockaddr_alg: layoutOf(88, {
    salg_type: [2, 14],
    salg_feat: [16, 4],
    salg_mask: [20, 4],
    salg_name: [24, 64],
  }),
  sockaddr_tipc: layoutOf(16, {
    family: [0, 2],
    addrtype: [2, 1],
    scope: [3, 1],
    'addr.id.ref': [4, 4],
    'addr.id.node': [8, 4],
    'addr.nameseq.type': [4, 4],
    'addr.nameseq.lower': [8, 4],
    'addr.nameseq.upper': [12, 4],
    'addr.name.name.type': [4, 4],
    'addr.name.name.instance': [8, 4],
    'addr.name.domain': [12, 4],
  }),
  sockaddr_qrtr: layoutOf(12, { sq_node: [4, 4], sq_port: [8, 4] }),
  kernel_sockaddr_l2: layoutOf(14, {
    l2_psm: [2, 2],
    l2_bdaddr: [4, 6],
    l2_cid: [10, 2],
    l2_bdaddr_type: [12, 1],
  }),
  kernel_sockaddr_rc: layoutOf(10, { rc_bdaddr: [2, 6], rc_channel: [8, 1] }),
  kernel_sockaddr_hci: layoutOf(6, { hci_dev: [2, 2], hci_channel: [4, 2] }),
  kernel_sockaddr_sco: layoutOf(8, { sco_bdaddr: [2, 6] }),
  kernel_sockaddr_iso: layoutOf(10, {
    iso_bdaddr: [2, 6],
    iso_bdaddr_type: [8, 1],
    'iso_bc[0].bc_bdaddr': [9, 6],
  }),
  kernel_sockaddr_iso_bc: layoutOf(40, {
    bc_bdaddr: [0, 6],
    bc_bdaddr_type: [6, 1],
    bc_sid: [7, 1],
    bc_num_bis: [8, 1],
    bc_bis: [9, 31],
  }),
  kernel_hci_ufilter: layoutOf(16, {
    type_mask: [0, 4],
    'event_mask[0]': [4, 4],
    'event_mask[1]': [8, 4],
    opcode: [12, 2],
  }),
  can_filter: layoutOf(8, { can_id: [0, 4], can_mask: [4, 4] }),
  j1939_filter: layoutOf(32, {
    name: [0, 8],
    name_mask: [8, 8],
    pgn: [16, 4],
    pgn_mask: [20, 4],
    addr: [24, 1],
    addr_mask: [25, 1],
  }),
  af_alg_iv: layoutOf(4, { ivlen: [0, 4] }),
  timeval: layoutOf(16, { tv_sec: [0, 8], tv_usec: [8, 8] }),
  linger: layoutOf(8, { l_onoff: [0, 4], l_linger: [4, 4] }),
}

/** Linux on x86-64. */
export const littleMachine = machine(true, linuxFamilies, linuxLayouts)

/** Linux on s390x. */
export const bigMachine = machine(false, linuxFamilies, linuxLayouts)

/** FreeBSD: a sockaddr begins with its length, followed by a one-byte family. */
export const bsdMachine = machine(
  true,
  { AF_UNIX: 1, AF_INET: 2, AF_INET6: 28 },
  {
    ...linuxLayouts,
    sockaddr: layoutOf(16, { sa_len: [0, 1], sa_family: [1, 1] }),
    sockaddr_un: layoutOf(106, { sun_path: [2, 104] }),
  },
)

/** Linux with 32-bit times, as on old ARM. */
export const smallMachine = machine(true, linuxFamilies, {
  ...linuxLayouts,
  timeval: layoutOf(8, { tv_sec: [0, 4], tv_usec: [4, 4] }),
})

/** A machine with the same layouts but the opposite byte order. */
export function otherEndian(platform: Platform): Platform {
  return { ...platform, littleEndian: !platform.littleEndian }
}
