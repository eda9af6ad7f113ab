import { numbers } from '../numbers.ts'

/**
 * Protocols in frames; packet(7). In host byte order, as in addresses and `new Socket`; only the
 * calls of berkeley/raw take network byte order.
 */
export const FRAME_PROTOCOLS = /* @__PURE__ */ numbers(
  {
    /** Precision time, IEEE 1588. */
    ETH_P_1588: {},
    /** Service VLAN tag, IEEE 802.1ad. */
    ETH_P_8021AD: {},
    /** Backbone service tag. */
    ETH_P_8021AH: {},
    /** VLAN tag, IEEE 802.1Q. */
    ETH_P_8021Q: {},
    /** Media independent handover. */
    ETH_P_80221: {},
    /** Frames with an IEEE 802.2 header. */
    ETH_P_802_2: {},
    /** Frames of IEEE 802.3 without a type. */
    ETH_P_802_3: {},
    /** Smaller numbers are lengths. */
    ETH_P_802_3_MIN: {},
    /** For local experiments. */
    ETH_P_802_EX1: {},
    /** AppleTalk address resolution. */
    ETH_P_AARP: {},
    /** Every frame, of any protocol; also those that are sent. */
    ETH_P_ALL: {},
    /** ATA over Ethernet. */
    ETH_P_AOE: {},
    /** Address resolution. */
    ETH_P_ARP: {},
    /** AppleTalk. */
    ETH_P_ATALK: {},
    /** AX.25. */
    ETH_P_AX25: {},
    /** B.A.T.M.A.N. Advanced. */
    ETH_P_BATMAN: {},
    /** CAIF. */
    ETH_P_CAIF: {},
    /** CAN frames. */
    ETH_P_CAN: {},
    /** CAN FD frames. */
    ETH_P_CANFD: {},
    /** CAN XL frames. Linux 6.2. */
    ETH_P_CANXL: { linux: 0x000e },
    /** Connectivity fault management. */
    ETH_P_CFM: {},
    /** Control frames of a card. */
    ETH_P_CONTROL: {},
    /** Switch tags. */
    ETH_P_DSA: {},
    /** Switch tags of Marvell. */
    ETH_P_EDSA: {},
    /** Mirrored traffic, type II. */
    ETH_P_ERSPAN: {},
    /** Mirrored traffic, type III. */
    ETH_P_ERSPAN2: {},
    /** EtherCAT. */
    ETH_P_ETHERCAT: {},
    /** Fibre Channel over Ethernet. */
    ETH_P_FCOE: {},
    /** Fibre Channel over Ethernet, initialization. */
    ETH_P_FIP: {},
    /** HDLC frames. */
    ETH_P_HDLC: {},
    /** High-availability seamless redundancy. */
    ETH_P_HSR: {},
    /** InfiniBand over Ethernet. */
    ETH_P_IBOE: {},
    /** IEEE 802.15.4 frames. */
    ETH_P_IEEE802154: {},
    /** IPv4. */
    ETH_P_IP: {},
    /** IPv6. */
    ETH_P_IPV6: {},
    /** Novell IPX. */
    ETH_P_IPX: {},
    /** Link control of home networks. */
    ETH_P_LINK_CTL: {},
    /** Link layer discovery. */
    ETH_P_LLDP: {},
    /** LocalTalk. */
    ETH_P_LOCALTALK: {},
    /** Loopback of the link. */
    ETH_P_LOOP: {},
    /** Loopback test, IEEE 802.3. */
    ETH_P_LOOPBACK: {},
    /** Encrypted frames, IEEE 802.1AE. */
    ETH_P_MACSEC: {},
    /** Qualcomm's multiplexing. */
    ETH_P_MAP: {},
    /** Management component transport. Linux 5.15. */
    ETH_P_MCTP: { linux: 0x00fa },
    /** MPLS multicast. */
    ETH_P_MPLS_MC: {},
    /** MPLS unicast. */
    ETH_P_MPLS_UC: {},
    /** Media redundancy. */
    ETH_P_MRP: {},
    /** VLAN registration. */
    ETH_P_MVRP: {},
    /** Controller sideband. */
    ETH_P_NCSI: {},
    /** Network service header. */
    ETH_P_NSH: {},
    /** Port access, IEEE 802.1X. */
    ETH_P_PAE: {},
    /** Pause frames, IEEE 802.3x. */
    ETH_P_PAUSE: {},
    /** Phonet. */
    ETH_P_PHONET: {},
    /** PPP over Ethernet, discovery. */
    ETH_P_PPP_DISC: {},
    /** Multilink PPP. */
    ETH_P_PPP_MP: {},
    /** PPP over Ethernet, session. */
    ETH_P_PPP_SES: {},
    /** Preauthentication, IEEE 802.11. */
    ETH_P_PREAUTH: {},
    /** PROFINET. */
    ETH_P_PROFINET: {},
    /** Parallel redundancy. */
    ETH_P_PRP: {},
    /** Xerox PUP. */
    ETH_P_PUP: {},
    /** VLAN in VLAN, as before IEEE 802.1ad. */
    ETH_P_QINQ1: {},
    /** Reverse address resolution. */
    ETH_P_RARP: {},
    /** Protocols of Realtek's chips. */
    ETH_P_REALTEK: {},
    /** Slow protocols: LACP and others. */
    ETH_P_SLOW: {},
    /** IEEE 802.2 SNAP. */
    ETH_P_SNAP: {},
    /** Tunnelled direct link setup. */
    ETH_P_TDLS: {},
    /** Ethernet within something else. */
    ETH_P_TEB: {},
    /** TIPC. */
    ETH_P_TIPC: {},
    /** Switch tags at the end. */
    ETH_P_TRAILER: {},
    /** Time-sensitive networking, IEEE 1722. */
    ETH_P_TSN: {},
    /** PPP of WANs. */
    ETH_P_WAN_PPP: {},
    /** X.25. */
    ETH_P_X25: {},
    /** Multiplexed switch tags. */
    ETH_P_XDSA: {},
  },
  'linux/if_ether.h',
)

/** The kind of destination of a frame; packet(7). */
export const FRAME_DIRECTIONS = /* @__PURE__ */ numbers(
  {
    /** Broadcast. */
    PACKET_BROADCAST: {},
    /** This machine. */
    PACKET_HOST: {},
    /** The kernel, of netlink; seen by nlmon. */
    PACKET_KERNEL: {},
    /** This machine, from itself; not seen by users. */
    PACKET_LOOPBACK: {},
    /** Multicast. */
    PACKET_MULTICAST: {},
    /** Another machine, seen in promiscuous mode. */
    PACKET_OTHERHOST: {},
    /** Another machine, from this one. */
    PACKET_OUTGOING: {},
    /** A program, of netlink; seen by nlmon. */
    PACKET_USER: {},
  },
  'linux/if_packet.h',
)

/** The C name of a protocol in the frames of a link. */
export type FrameProtocolName = Exclude<keyof typeof FRAME_PROTOCOLS, 'ETH_P_802_3_MIN'>

/** The C name of the kind of destination of a frame. */
export type FrameDirection = keyof typeof FRAME_DIRECTIONS
