import { numbers } from './numbers.ts'

/**
 * Address families. Aliases are left out, so that each number has one name: AF_LOCAL and AF_FILE
 * are AF_UNIX.
 */
export const FAMILIES = /* @__PURE__ */ numbers({
  /** The kernel's cryptography, as sockets. Linux 2.6.38. */
  AF_ALG: {},
  /** AppleTalk; ddp(7). */
  AF_APPLETALK: {},
  /** Ash; only reserved. */
  AF_ASH: {},
  /** ATM, permanent circuits. */
  AF_ATMPVC: {},
  /** ATM, switched circuits. */
  AF_ATMSVC: {},
  /** Amateur radio AX.25. */
  AF_AX25: {},
  /** Bluetooth. */
  AF_BLUETOOTH: {},
  /** Multiprotocol bridge. */
  AF_BRIDGE: {},
  /** ST-Ericsson modems. Linux 2.6.36. */
  AF_CAIF: {},
  /** Controller Area Network. Linux 2.6.25. */
  AF_CAN: {},
  /** X.25 and related protocols of the CCITT. BSD and macOS. */
  AF_CCITT: {},
  /** Chaosnet of MIT. BSD and macOS; only reserved. */
  AF_CHAOS: {},
  /** AT&T's Datakit. BSD and macOS; only reserved. */
  AF_DATAKIT: {},
  /** DECnet; not since Linux 6.1. */
  AF_DECnet: {},
  /** DEC's Direct Link Interface. BSD and macOS; only reserved. */
  AF_DLI: {},
  /** The European Computer Manufacturers. BSD and macOS; only reserved. */
  AF_ECMA: {},
  /** Acorn Econet; not since Linux 3.5. */
  AF_ECONET: {},
  /** NSC's HYPERchannel. BSD and macOS; only reserved. */
  AF_HYLINK: {},
  /** Virtual machines of Hyper-V. BSD; on Linux they are AF_VSOCK. */
  AF_HYPERV: {},
  /** InfiniBand addresses. */
  AF_IB: {},
  /** Low-rate wireless networks. */
  AF_IEEE802154: {},
  /** IMPs of the ARPANET. BSD and macOS; only reserved. */
  AF_IMPLINK: {},
  /** IPv4; ip(7). */
  AF_INET: {},
  /** IPv6; ipv6(7). */
  AF_INET6: {},
  /** Novell's IPX; not since Linux 4.18. */
  AF_IPX: {},
  /** Infrared; not since Linux 4.17. */
  AF_IRDA: {},
  /** Modular ISDN. */
  AF_ISDN: {},
  /** Protocols of ISO; AF_OSI is the same number. BSD and macOS. */
  AF_ISO: {},
  /** Virtual machines of IBM z. */
  AF_IUCV: {},
  /** Messages over TCP, delimited by BPF. Linux 4.6. */
  AF_KCM: {},
  /** Key management of IPsec. */
  AF_KEY: {},
  /** DEC's Local Area Transport. BSD and macOS; only reserved. */
  AF_LAT: {},
  /** Addresses of network links. BSD and macOS. */
  AF_LINK: {},
  /** IEEE 802.2 logical link control. */
  AF_LLC: {},
  /** Management Component Transport Protocol. Linux 5.15. */
  AF_MCTP: { linux: 45 },
  /** Multiprotocol Label Switching; addresses only. */
  AF_MPLS: {},
  /** Raw frames. macOS. */
  AF_NDRV: {},
  /** IEEE 802.2 NetBEUI; only reserved. */
  AF_NETBEUI: {},
  /** Messages of the kernel; netlink(7). */
  AF_NETLINK: {},
  /** Amateur radio NET/ROM. */
  AF_NETROM: {},
  /** Near-field communication. */
  AF_NFC: {},
  /** Xerox NS. BSD and macOS. */
  AF_NS: {},
  /** Frames of a link; packet(7). */
  AF_PACKET: {},
  /** Nokia's Phonet. */
  AF_PHONET: {},
  /** PPP over another transport, such as Ethernet or L2TP. */
  AF_PPPOX: {},
  /** Xerox PUP. BSD and macOS; only reserved. */
  AF_PUP: {},
  /** Qualcomm's IPC router. Linux 4.7. */
  AF_QIPCRTR: { linux: 42 },
  /** Reliable Datagram Sockets. */
  AF_RDS: {},
  /** Amateur radio X.25. */
  AF_ROSE: {},
  /** Remote procedure calls of AFS. */
  AF_RXRPC: {},
  /** Security callbacks; only reserved. */
  AF_SECURITY: {},
  /** Shared memory communications. Linux 4.11. */
  AF_SMC: { linux: 43 },
  /** SNA; only reserved. */
  AF_SNA: {},
  /** Kernel events and controls. macOS. */
  AF_SYSTEM: {},
  /** Transparent inter-process communication in a cluster. */
  AF_TIPC: {},
  /** Sockets of this machine; unix(7). */
  AF_UNIX: {},
  /** Unspecified: any family, or none. */
  AF_UNSPEC: {},
  /** Between a virtual machine and its host; vsock(7). Linux 3.9. */
  AF_VSOCK: {},
  /** Sangoma's WANs; only reserved. */
  AF_WANPIPE: {},
  /** X.25; x25(7). */
  AF_X25: {},
  /** Frames of a link straight into user memory. Linux 4.18. */
  AF_XDP: { linux: 44 },
})
