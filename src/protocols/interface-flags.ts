import { numbers } from './numbers.ts'

/** Flags of a network interface; netdevice(7). */
export const INTERFACE_FLAGS = /* @__PURE__ */ numbers({
  /** Receives all multicast. */
  IFF_ALLMULTI: {},
  /** Selects its medium automatically. */
  IFF_AUTOMEDIA: {},
  /** Has a broadcast address. */
  IFF_BROADCAST: {},
  /** Its driver is in debug mode. */
  IFF_DEBUG: {},
  /** Its driver has signalled dormant: it waits for an event. Linux 2.6.17. */
  IFF_DORMANT: { linux: 0x20000 },
  /** Loses its addresses when it goes down. */
  IFF_DYNAMIC: {},
  /** Echoes what it sends; CAN. Linux 2.6.25. */
  IFF_ECHO: { linux: 0x40000 },
  /** Is a loopback interface. */
  IFF_LOOPBACK: {},
  /** Has a carrier. Linux 2.6.17. */
  IFF_LOWER_UP: { linux: 0x10000 },
  /** Is the master of others, as in a bond. */
  IFF_MASTER: {},
  /** Supports multicast. */
  IFF_MULTICAST: {},
  /** Uses no address resolution (ARP). */
  IFF_NOARP: {},
  /** Uses no trailers. */
  IFF_NOTRAILERS: {},
  /** Is a point-to-point link. */
  IFF_POINTOPOINT: {},
  /** Can select its medium. */
  IFF_PORTSEL: {},
  /** Receives all frames. */
  IFF_PROMISC: {},
  /** Is operational: its resources are allocated. */
  IFF_RUNNING: {},
  /** Is the slave of another, as in a bond. */
  IFF_SLAVE: {},
  /** Is up. */
  IFF_UP: {},
})
