import { numbers } from './numbers.ts'

/** Flags of a network interface; netdevice(7). */
export const INTERFACE_FLAGS = /* @__PURE__ */ numbers({
  /** Receives all multicast. */
  IFF_ALLMULTI: {},
  /** Chooses its medium by itself. */
  IFF_AUTOMEDIA: {},
  /** Has a broadcast address. */
  IFF_BROADCAST: {},
  /** Its driver is to trace. */
  IFF_DEBUG: {},
  /** Its driver says that it waits for something. Linux 2.6.17. */
  IFF_DORMANT: { linux: 0x20000 },
  /** Loses its addresses when it goes down. */
  IFF_DYNAMIC: {},
  /** Echoes what it sends; CAN. Linux 2.6.25. */
  IFF_ECHO: { linux: 0x40000 },
  /** Reaches only this machine. */
  IFF_LOOPBACK: {},
  /** Has a carrier. Linux 2.6.17. */
  IFF_LOWER_UP: { linux: 0x10000 },
  /** Leads others, as in a bond. */
  IFF_MASTER: {},
  /** Does multicast. */
  IFF_MULTICAST: {},
  /** Knows no addresses of its link. */
  IFF_NOARP: {},
  /** Uses no trailers. */
  IFF_NOTRAILERS: {},
  /** Has one peer. */
  IFF_POINTOPOINT: {},
  /** Can choose its medium. */
  IFF_PORTSEL: {},
  /** Receives all frames. */
  IFF_PROMISC: {},
  /** Is in working order. */
  IFF_RUNNING: {},
  /** Is led by another. */
  IFF_SLAVE: {},
  /** Is turned on. */
  IFF_UP: {},
})
