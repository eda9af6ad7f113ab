import { numbers } from '../numbers.ts'

/** Types of links, in the addresses of frames; also the hardware types of ARP. */
export const HARDWARE_TYPES = /* @__PURE__ */ numbers(
  {
    /** IPv6 over IEEE 802.15.4. */
    ARPHRD_6LOWPAN: {},
    /** ADAPT. */
    ARPHRD_ADAPT: {},
    /** AppleTalk. */
    ARPHRD_APPLETLK: {},
    /** ARCnet. */
    ARPHRD_ARCNET: {},
    /** Nexus, 64 Mbit/s. */
    ARPHRD_ASH: {},
    /** ATM. */
    ARPHRD_ATM: {},
    /** Amateur radio AX.25. */
    ARPHRD_AX25: {},
    /** Fujitsu AP1000. */
    ARPHRD_BIF: {},
    /** CAIF. */
    ARPHRD_CAIF: {},
    /** Controller Area Network. */
    ARPHRD_CAN: {},
    /** Chaosnet. */
    ARPHRD_CHAOS: {},
    /** Cisco's HDLC. */
    ARPHRD_CISCO: {},
    /** Serial line, compressed headers. */
    ARPHRD_CSLIP: {},
    /** Serial line of 6 bits, compressed headers. */
    ARPHRD_CSLIP6: {},
    /** Digital's DDCMP. */
    ARPHRD_DDCMP: {},
    /** A connection of frame relay. */
    ARPHRD_DLCI: {},
    /** Acorn Econet. */
    ARPHRD_ECONET: {},
    /** Experimental Ethernet. */
    ARPHRD_EETHER: {},
    /** Ethernet. */
    ARPHRD_ETHER: {},
    /** EUI-64. */
    ARPHRD_EUI64: {},
    /** Fibre Channel, arbitrated loop. */
    ARPHRD_FCAL: {},
    /** Fibre Channel, fabric. */
    ARPHRD_FCFABRIC: {},
    /** Fibre Channel, public loop. */
    ARPHRD_FCPL: {},
    /** Fibre Channel, point to point. */
    ARPHRD_FCPP: {},
    /** FDDI. */
    ARPHRD_FDDI: {},
    /** Frame relay access device. */
    ARPHRD_FRAD: {},
    /** HIPPI. */
    ARPHRD_HIPPI: {},
    /** X.25 in firmware. */
    ARPHRD_HWX25: {},
    /** FireWire; RFC 2734. */
    ARPHRD_IEEE1394: {},
    /** IEEE 802.2 networks. */
    ARPHRD_IEEE802: {},
    /** Wireless, IEEE 802.11. */
    ARPHRD_IEEE80211: {},
    /** Wireless, with a Prism header. */
    ARPHRD_IEEE80211_PRISM: {},
    /** Wireless, with a radiotap header. */
    ARPHRD_IEEE80211_RADIOTAP: {},
    /** Low-rate wireless. */
    ARPHRD_IEEE802154: {},
    /** Low-rate wireless, monitor mode. */
    ARPHRD_IEEE802154_MONITOR: {},
    /** Token ring. */
    ARPHRD_IEEE802_TR: {},
    /** InfiniBand; its addresses have 20 bytes. */
    ARPHRD_INFINIBAND: {},
    /** GRE over IPv6. */
    ARPHRD_IP6GRE: {},
    /** IP over AppleTalk. */
    ARPHRD_IPDDP: {},
    /** GRE over IPv4. */
    ARPHRD_IPGRE: {},
    /** Infrared. */
    ARPHRD_IRDA: {},
    /** LAPB. */
    ARPHRD_LAPB: {},
    /** LocalTalk. */
    ARPHRD_LOCALTLK: {},
    /** The loopback interface. */
    ARPHRD_LOOPBACK: {},
    /** Management Component Transport Protocol. Linux 5.15. */
    ARPHRD_MCTP: { linux: 290 },
    /** Metricom STRIP. */
    ARPHRD_METRICOM: {},
    /** Messages of netlink, seen by nlmon. */
    ARPHRD_NETLINK: {},
    /** Amateur radio NET/ROM. */
    ARPHRD_NETROM: {},
    /** No header: a tun interface. */
    ARPHRD_NONE: {},
    /** Phonet. */
    ARPHRD_PHONET: {},
    /** Phonet pipe. */
    ARPHRD_PHONET_PIPE: {},
    /** Register interface of multicast routing. */
    ARPHRD_PIMREG: {},
    /** PPP. */
    ARPHRD_PPP: {},
    /** ProNET token ring. */
    ARPHRD_PRONET: {},
    /** Raw HDLC. */
    ARPHRD_RAWHDLC: {},
    /** IP without a link header. */
    ARPHRD_RAWIP: {},
    /** Amateur radio X.25. */
    ARPHRD_ROSE: {},
    /** Reserved. */
    ARPHRD_RSRVD: {},
    /** IPv6 within IPv4. */
    ARPHRD_SIT: {},
    /** SKIP. */
    ARPHRD_SKIP: {},
    /** Serial line. */
    ARPHRD_SLIP: {},
    /** Serial line of 6 bits. */
    ARPHRD_SLIP6: {},
    /** IPv4 within IPv4. */
    ARPHRD_TUNNEL: {},
    /** IPv6 within IPv6. */
    ARPHRD_TUNNEL6: {},
    /** Unknown. */
    ARPHRD_VOID: {},
    /** Packets of vsock, seen by vsockmon. */
    ARPHRD_VSOCKMON: {},
    /** X.25. */
    ARPHRD_X25: {},
  },
  'linux/if_arp.h',
)

/** Operations of ARP; RFC 826, RFC 903, RFC 2390. */
export const ARP_OPERATIONS = /* @__PURE__ */ numbers(
  {
    /** Inverse ARP: the reply. */
    ARPOP_InREPLY: {},
    /** Inverse ARP: which address does this hardware have? */
    ARPOP_InREQUEST: {},
    /** ARP of ATM: negative reply. */
    ARPOP_NAK: {},
    /** ARP: the reply. */
    ARPOP_REPLY: {},
    /** ARP: which hardware has this address? */
    ARPOP_REQUEST: {},
    /** Reverse ARP: the reply. */
    ARPOP_RREPLY: {},
    /** Reverse ARP: which address is assigned to this hardware? */
    ARPOP_RREQUEST: {},
  },
  'linux/if_arp.h',
)

/** The C name of a type of link. */
export type HardwareTypeName = keyof typeof HARDWARE_TYPES
