import { numbers } from './numbers.ts'

/** Flags of getaddrinfo(3), to be OR-ed. */
export const RESOLVER_FLAGS = /* @__PURE__ */ numbers({
  /** Returns only families of which this machine has an address other than loopback. */
  AI_ADDRCONFIG: {},
  /** With AI_V4MAPPED: returns the IPv4 addresses even if there are IPv6 ones. */
  AI_ALL: {},
  /** Translates the canonical name from Punycode. glibc. */
  AI_CANONIDN: {},
  /** Returns the canonical name with the first answer. */
  AI_CANONNAME: {},
  /** Translates the name to Punycode. glibc. */
  AI_IDN: {},
  /** Accepts numeric hosts only, without a query. */
  AI_NUMERICHOST: {},
  /** Accepts numeric services only. */
  AI_NUMERICSERV: {},
  /** Without a host: returns the wildcard address, to bind to. */
  AI_PASSIVE: {},
  /** For AF_INET6: returns `::ffff:1.2.3.4` if there are no IPv6 addresses. */
  AI_V4MAPPED: {},
})

/** Flags of getnameinfo(3), to be OR-ed, and the maximum lengths of its answers. */
export const NAME_FLAGS = /* @__PURE__ */ numbers({
  /** The service is a datagram service. */
  NI_DGRAM: {},
  /** Translates the name from Punycode. glibc. */
  NI_IDN: {},
  /** Maximum bytes of a host's name, including the terminating NUL. */
  NI_MAXHOST: {},
  /** Maximum bytes of a service's name, including the terminating NUL. */
  NI_MAXSERV: {},
  /** Fails with EAI_NONAME instead of returning the numeric address. */
  NI_NAMEREQD: {},
  /** Returns only the first label of local hosts' names. */
  NI_NOFQDN: {},
  /** Returns the numeric address. */
  NI_NUMERICHOST: {},
  /** Returns the port number. */
  NI_NUMERICSERV: {},
})

/** Errors of getaddrinfo(3) and getnameinfo(3). */
export const RESOLVER_ERRORS = /* @__PURE__ */ numbers({
  /** The host has no address of that family. */
  EAI_ADDRFAMILY: {},
  /** Temporary failure; try again. */
  EAI_AGAIN: {},
  /** getaddrinfo_a(3): all requests are complete. */
  EAI_ALLDONE: {},
  /** Unknown or conflicting flags. */
  EAI_BADFLAGS: {},
  /** BSD: the hints are not valid. */
  EAI_BADHINTS: {},
  /** getaddrinfo_a(3): the request was cancelled. */
  EAI_CANCELED: {},
  /** The name server failed permanently. */
  EAI_FAIL: {},
  /** The family is not supported. */
  EAI_FAMILY: {},
  /** The name cannot be translated to or from Punycode. glibc. */
  EAI_IDN_ENCODE: {},
  /** getaddrinfo_a(3): the request is in progress. */
  EAI_INPROGRESS: {},
  /** getaddrinfo_a(3): interrupted by a signal. */
  EAI_INTR: {},
  /** Out of memory. */
  EAI_MEMORY: {},
  /** The host exists, but has no addresses. */
  EAI_NODATA: {},
  /** No such host or service. */
  EAI_NONAME: {},
  /** getaddrinfo_a(3): the request cannot be cancelled any more. */
  EAI_NOTCANCELED: {},
  /** The answer does not fit. */
  EAI_OVERFLOW: {},
  /** BSD: the protocol is unknown. */
  EAI_PROTOCOL: {},
  /** The service does not exist for that socket type. */
  EAI_SERVICE: {},
  /** The socket type is not supported. */
  EAI_SOCKTYPE: {},
  /** A system call failed; errno has the reason. */
  EAI_SYSTEM: {},
})
