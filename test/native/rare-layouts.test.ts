// Compares what C writes, using this machine's headers, with the library's encoding.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../../src/binding.ts'
import { type AddressLike, encodeAddress, toAddress } from '../../src/protocols/address.ts'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { cannotCompile, Program } from '../support/compiler.ts'

const skip = process.platform === 'linux' ? cannotCompile : 'its headers are those of Linux'

/** C code that fills a variable. */
interface Case {
  readonly declare: string
  readonly fill: string
  readonly length?: string
}

// As in include/net/bluetooth/ of the kernel sources: no header of this machine defines them.
const BLUETOOTH = `
typedef struct { __u8 b[6]; } __attribute__((packed)) bdaddr_t;
struct sockaddr_l2 { sa_family_t l2_family; __le16 l2_psm; bdaddr_t l2_bdaddr; __le16 l2_cid;
  __u8 l2_bdaddr_type; };
struct sockaddr_rc { sa_family_t rc_family; bdaddr_t rc_bdaddr; __u8 rc_channel; };
struct sockaddr_hci { sa_family_t hci_family; unsigned short hci_dev; unsigned short hci_channel; };
struct sockaddr_sco { sa_family_t sco_family; bdaddr_t sco_bdaddr; };
struct sockaddr_iso_bc { bdaddr_t bc_bdaddr; __u8 bc_bdaddr_type; __u8 bc_sid; __u8 bc_num_bis;
  __u8 bc_bis[0x1f]; };
struct sockaddr_iso { sa_family_t iso_family; bdaddr_t iso_bdaddr; __u8 iso_bdaddr_type;
  struct sockaddr_iso_bc iso_bc[]; };
struct l2cap_options { __u16 omtu; __u16 imtu; __u16 flush_to; __u8 mode; __u8 fcs; __u8 max_tx;
  __u16 txwin_size; };
struct hci_ufilter { __u32 type_mask; __u32 event_mask[2]; __le16 opcode; };
struct bt_security { __u8 level; __u8 key_size; };
#define DEVICE {{0x55, 0x44, 0x33, 0x22, 0x11, 0x00}}
`

const SOURCE_START = `
#include <endian.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <linux/types.h>
#include <linux/can.h>
#include <linux/can/raw.h>
#include <linux/can/isotp.h>
#include <linux/can/j1939.h>
#include <linux/if_alg.h>
#include <linux/qrtr.h>
#include <linux/rds.h>
#include <linux/tipc.h>
${BLUETOOTH}
static void print(const void *at, size_t length) {
  for (size_t i = 0; i < length; i++) printf("%02x", ((const unsigned char *) at)[i]);
  printf("\\n");
}
int main(void) {
`

/** Runs all cases in one program; returns a line of hexadecimal digits for each. */
function linesOf(cases: readonly Case[]): string[] {
  const blocks = cases.map(
    ({ declare, fill, length = 'sizeof x' }) =>
      `{ ${declare} x; memset(&x, 0, sizeof x); ${fill} print(&x, ${length}); }`,
  )
  using program = new Program(`${SOURCE_START}${blocks.join('\n')}\nreturn 0; }\n`)
  return program.output().trim().split('\n')
}

const CAN = 'x.can_family = AF_CAN; x.can_ifindex = 2;'
const address = '00:11:22:33:44:55'

const addresses: readonly (Case & { readonly ours: AddressLike })[] = [
  {
    declare: 'struct sockaddr_can',
    fill: CAN,
    length: 'offsetof(struct sockaddr_can, can_addr)',
    ours: { family: 'AF_CAN', interfaceIndex: 2 },
  },
  {
    declare: 'struct sockaddr_can',
    fill: `${CAN} x.can_addr.tp.rx_id = 0x7e8; x.can_addr.tp.tx_id = 0x18daf110 | CAN_EFF_FLAG;`,
    length: 'offsetof(struct sockaddr_can, can_addr) + sizeof x.can_addr.tp',
    ours: { family: 'AF_CAN', interfaceIndex: 2, receiveId: 0x7e8, transmitId: 0x98da_f110 },
  },
  {
    declare: 'struct sockaddr_can',
    fill: `${CAN} x.can_addr.j1939.name = 0x0102030405060708; x.can_addr.j1939.pgn = 0x12300;
      x.can_addr.j1939.addr = 0x20;`,
    length: 'offsetof(struct sockaddr_can, can_addr) + sizeof x.can_addr.j1939',
    ours: {
      family: 'AF_CAN',
      interfaceIndex: 2,
      name: 0x0102_0304_0506_0708n,
      pgn: 0x12300,
      address: 0x20,
    },
  },
  {
    declare: 'struct sockaddr_alg',
    fill: `x.salg_family = AF_ALG; strcpy(x.salg_type, "aead"); strcpy(x.salg_name, "gcm(aes)");
      x.salg_feat = 8; x.salg_mask = 0x108;`,
    ours: { family: 'AF_ALG', algorithmType: 'aead', name: 'gcm(aes)', feature: 8, mask: 0x108 },
  },
  {
    declare: 'struct sockaddr_tipc',
    fill: `x.family = AF_TIPC; x.addrtype = TIPC_SERVICE_ADDR; x.scope = TIPC_NODE_SCOPE;
      x.addr.name.name.type = 18888; x.addr.name.name.instance = 17; x.addr.name.domain = 9;`,
    ours: { family: 'AF_TIPC', serviceType: 18888, instance: 17, domain: 9, scope: 3 },
  },
  {
    declare: 'struct sockaddr_tipc',
    fill: `x.family = AF_TIPC; x.addrtype = TIPC_SERVICE_RANGE; x.scope = -TIPC_CLUSTER_SCOPE;
      x.addr.nameseq.type = 18888; x.addr.nameseq.lower = 1; x.addr.nameseq.upper = 99;`,
    ours: { family: 'AF_TIPC', serviceType: 18888, lower: 1, upper: 99, scope: -2 },
  },
  {
    declare: 'struct sockaddr_tipc',
    fill: `x.family = AF_TIPC; x.addrtype = TIPC_SOCKET_ADDR; x.addr.id.ref = 0xb5806b80;
      x.addr.id.node = 7;`,
    ours: { family: 'AF_TIPC', ref: 0xb580_6b80, node: 7 },
  },
  {
    declare: 'struct sockaddr_qrtr',
    fill: 'x.sq_family = AF_QIPCRTR; x.sq_node = 1; x.sq_port = QRTR_PORT_CTRL;',
    ours: { family: 'AF_QIPCRTR', node: 1, port: 0xffff_fffe },
  },
  {
    declare: 'struct sockaddr_l2',
    fill: `x.l2_family = AF_BLUETOOTH; x.l2_psm = htole16(0x1001); x.l2_bdaddr = (bdaddr_t) DEVICE;
      x.l2_cid = htole16(4); x.l2_bdaddr_type = 2;`,
    ours: { family: 'AF_BLUETOOTH', address, psm: 0x1001, cid: 4, addressType: 2 },
  },
  {
    declare: 'struct sockaddr_rc',
    fill: 'x.rc_family = AF_BLUETOOTH; x.rc_bdaddr = (bdaddr_t) DEVICE; x.rc_channel = 3;',
    ours: { family: 'AF_BLUETOOTH', address, channel: 3 },
  },
  {
    declare: 'struct sockaddr_hci',
    fill: 'x.hci_family = AF_BLUETOOTH; x.hci_dev = 0xffff; x.hci_channel = 3;',
    ours: { family: 'AF_BLUETOOTH', device: 0xffff, channel: 3 },
  },
  {
    declare: 'struct sockaddr_sco',
    fill: 'x.sco_family = AF_BLUETOOTH; x.sco_bdaddr = (bdaddr_t) DEVICE;',
    ours: { family: 'AF_BLUETOOTH', address },
  },
  {
    declare: 'struct sockaddr_iso',
    fill: 'x.iso_family = AF_BLUETOOTH; x.iso_bdaddr = (bdaddr_t) DEVICE; x.iso_bdaddr_type = 1;',
    ours: { family: 'AF_BLUETOOTH', address, addressType: 1 },
  },
  {
    declare:
      'union { struct sockaddr_iso a; char b[sizeof(struct sockaddr_iso) + sizeof(struct sockaddr_iso_bc)]; }',
    fill: `x.a.iso_family = AF_BLUETOOTH; x.a.iso_bdaddr = (bdaddr_t) DEVICE; x.a.iso_bdaddr_type = 1;
      x.a.iso_bc->bc_bdaddr = (bdaddr_t) DEVICE; x.a.iso_bc->bc_bdaddr_type = 2;
      x.a.iso_bc->bc_sid = 3; x.a.iso_bc->bc_num_bis = 2; x.a.iso_bc->bc_bis[0] = 1;
      x.a.iso_bc->bc_bis[1] = 2;`,
    ours: {
      family: 'AF_BLUETOOTH',
      address,
      addressType: 1,
      broadcast: { address, addressType: 2, sid: 3, streams: [1, 2] },
    },
  },
]

test('addresses of the rare families have the bytes that C writes', { skip }, () => {
  const expected = linesOf(addresses)

  const actual = addresses.map(({ ours }) =>
    Buffer.from(encodeAddress(toAddress(ours, platform), platform)).toString('hex'),
  )

  assert.deepEqual(actual, expected)
})

const values: readonly (Case & { readonly name: string; readonly ours: unknown })[] = [
  {
    name: 'CAN_RAW_FILTER',
    declare: 'struct can_filter',
    fill: 'x.can_id = 0x123 | CAN_INV_FILTER; x.can_mask = CAN_SFF_MASK;',
    ours: [{ id: 0x2000_0123, mask: 0x7ff }],
  },
  {
    name: 'CAN_ISOTP_OPTS',
    declare: 'struct can_isotp_options',
    fill: `x.flags = CAN_ISOTP_TX_PADDING; x.frame_txtime = 1000; x.ext_address = 1;
      x.txpad_content = 2; x.rxpad_content = 3; x.rx_ext_address = 4;`,
    ours: {
      flags: 4,
      frame_txtime: 1000,
      ext_address: 1,
      txpad_content: 2,
      rxpad_content: 3,
      rx_ext_address: 4,
    },
  },
  {
    name: 'CAN_ISOTP_RECV_FC',
    declare: 'struct can_isotp_fc_options',
    fill: 'x.bs = 1; x.stmin = 2; x.wftmax = 3;',
    ours: { bs: 1, stmin: 2, wftmax: 3 },
  },
  {
    name: 'CAN_ISOTP_LL_OPTS',
    declare: 'struct can_isotp_ll_options',
    fill: 'x.mtu = CANFD_MTU; x.tx_dl = 64; x.tx_flags = CANFD_BRS;',
    ours: { mtu: 72, tx_dl: 64, tx_flags: 1 },
  },
  {
    name: 'SO_J1939_FILTER',
    declare: 'struct j1939_filter',
    fill: 'x.name = 1; x.name_mask = 2; x.pgn = 3; x.pgn_mask = 4; x.addr = 5; x.addr_mask = 6;',
    ours: [{ name: 1n, name_mask: 2n, pgn: 3, pgn_mask: 4, addr: 5, addr_mask: 6 }],
  },
  {
    name: 'TIPC_GROUP_JOIN',
    declare: 'struct tipc_group_req',
    fill: 'x.type = 4711; x.instance = 2; x.scope = TIPC_NODE_SCOPE; x.flags = 3;',
    ours: { type: 4711, instance: 2, scope: 3, flags: 3 },
  },
  {
    name: 'TIPC_DESTNAME',
    declare: 'struct tipc_service_range',
    fill: 'x.type = 1; x.lower = 2; x.upper = 3;',
    ours: { type: 1, lower: 2, upper: 3 },
  },
  {
    name: 'ALG_SET_IV',
    declare: 'struct { struct af_alg_iv head; __u8 iv[3]; }',
    fill: 'x.head.ivlen = 3; memcpy(x.head.iv, "\\1\\2\\3", 3);',
    length: 'sizeof(struct af_alg_iv) + 3',
    ours: Uint8Array.of(1, 2, 3),
  },
  {
    name: 'SO_RDS_MSG_RXPATH_LATENCY',
    declare: 'struct rds_rx_trace_so',
    fill: 'x.rx_traces = 2; x.rx_trace_pos[0] = 1; x.rx_trace_pos[1] = 2;',
    ours: [1, 2],
  },
  {
    name: 'RDS_CMSG_RXPATH_LATENCY',
    declare: 'struct rds_cmsg_rx_trace',
    fill: 'x.rx_traces = 1; x.rx_trace_pos[0] = 2; x.rx_trace[0] = 3;',
    ours: [{ point: 2, nanoseconds: 3n }],
  },
  {
    name: 'RDS_CMSG_RDMA_STATUS',
    declare: 'struct rds_rdma_notify',
    fill: 'x.user_token = 1; x.status = -1;',
    ours: { user_token: 1n, status: -1 },
  },
  {
    name: 'RDS_CMSG_ZCOPY_COMPLETION',
    declare: 'struct rds_zcopy_cookies',
    fill: 'x.num = 2; x.cookies[0] = 7; x.cookies[1] = 8;',
    ours: [7, 8],
  },
  {
    name: 'L2CAP_OPTIONS',
    declare: 'struct l2cap_options',
    fill: `x.omtu = 1; x.imtu = 2; x.flush_to = 3; x.mode = 4; x.fcs = 5; x.max_tx = 6;
      x.txwin_size = 7;`,
    ours: { omtu: 1, imtu: 2, flush_to: 3, mode: 4, fcs: 5, max_tx: 6, txwin_size: 7 },
  },
  {
    name: 'HCI_FILTER',
    declare: 'struct hci_ufilter',
    fill: 'x.type_mask = 1; x.event_mask[0] = 2; x.event_mask[1] = 3; x.opcode = htole16(0x0c03);',
    ours: { type_mask: 1, event_mask: 0x3_0000_0002n, opcode: 0x0c03 },
  },
  {
    name: 'BT_SECURITY',
    declare: 'struct bt_security',
    fill: 'x.level = 2; x.key_size = 16;',
    ours: { level: 2, key_size: 16 },
  },
]

test('options and control messages of the rare families have the bytes that C writes', {
  skip,
}, () => {
  const rows = new Map([...everyOption(), ...everyControl()].map((row) => [row.name, row]))
  const expected = linesOf(values).map((line, i) => [values[i]?.name, line])

  const actual = values.map(({ name, ours }) => {
    const bytes = rows.get(name)?.codec.encode(ours, platform) ?? new Uint8Array(0)
    return [name, Buffer.from(bytes).toString('hex')]
  })

  assert.deepEqual(actual, expected)
})
