import { numbers } from './numbers.ts'

/** Levels of setsockopt(2) and of control messages, besides IPPROTO_*. */
export const LEVELS = /* @__PURE__ */ numbers({
  /** ATM adaptation layer. */
  SOL_AAL: {},
  /** The kernel's cryptography. */
  SOL_ALG: {},
  /** ATM. */
  SOL_ATM: {},
  /** Bluetooth. */
  SOL_BLUETOOTH: {},
  /** CAIF. */
  SOL_CAIF: {},
  /** All CAN protocols. */
  SOL_CAN_BASE: { linux: 100 },
  /** CAN_ISOTP. */
  SOL_CAN_ISOTP: { linux: 106 },
  /** CAN_J1939. */
  SOL_CAN_J1939: { linux: 107 },
  /** CAN_RAW. */
  SOL_CAN_RAW: { linux: 101 },
  /** Datagram Congestion Control Protocol. */
  SOL_DCCP: { linux: 269 },
  /** BTPROTO_HCI; the same number as SOL_IP. */
  SOL_HCI: { linux: 0 },
  /** IPPROTO_ICMPV6. */
  SOL_ICMPV6: {},
  /** IPPROTO_IP. */
  SOL_IP: {},
  /** IPPROTO_IPV6. */
  SOL_IPV6: {},
  /** IUCV. */
  SOL_IUCV: {},
  /** Kernel Connection Multiplexor. */
  SOL_KCM: { linux: 281 },
  /** BTPROTO_L2CAP; the same number as SOL_TCP. */
  SOL_L2CAP: { linux: 6 },
  /** IEEE 802.2 logical link control. */
  SOL_LLC: {},
  /** Unix sockets of BSD and macOS. */
  SOL_LOCAL: {},
  /** Management Component Transport Protocol. */
  SOL_MCTP: { linux: 285 },
  /** Multipath TCP. */
  SOL_MPTCP: { linux: 284 },
  /** netlink(7). */
  SOL_NETLINK: {},
  /** Near-field communication. */
  SOL_NFC: {},
  /** packet(7). */
  SOL_PACKET: {},
  /** Phonet pipes. */
  SOL_PNPIPE: {},
  /** PPP over L2TP. */
  SOL_PPPOL2TP: {},
  /** raw(7), and ICMP. */
  SOL_RAW: {},
  /** Reliable Datagram Sockets. */
  SOL_RDS: {},
  /** BTPROTO_RFCOMM. */
  SOL_RFCOMM: { linux: 18 },
  /** RxRPC. */
  SOL_RXRPC: {},
  /** BTPROTO_SCO; the same number as SOL_UDP. */
  SOL_SCO: { linux: 17 },
  /** Stream Control Transmission Protocol. */
  SOL_SCTP: { linux: 132 },
  /** Shared memory communications. */
  SOL_SMC: { linux: 286 },
  /** Every socket; socket(7). */
  SOL_SOCKET: {},
  /** IPPROTO_TCP. */
  SOL_TCP: {},
  /** TIPC. */
  SOL_TIPC: {},
  /** TLS in the kernel. */
  SOL_TLS: { linux: 282 },
  /** IPPROTO_UDP. */
  SOL_UDP: {},
  /** IPPROTO_UDPLITE. */
  SOL_UDPLITE: { linux: 136 },
  /** Control messages of vsock(7); its options have the level AF_VSOCK. */
  SOL_VSOCK: { linux: 287 },
  /** X.25. */
  SOL_X25: {},
  /** AF_XDP. */
  SOL_XDP: { linux: 283 },
})
