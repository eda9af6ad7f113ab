import { numbers } from './numbers.ts'

/** Flags of getaddrinfo(3), to be OR-ed. */
export const RESOLVER_FLAGS = /* @__PURE__ */ numbers({
  /** Answers only families of which this machine has an address, loopback aside. */
  AI_ADDRCONFIG: {},
  /** With AI_V4MAPPED: answers the IPv4 addresses even if there are IPv6 ones. */
  AI_ALL: {},
  /** Translates the canonical name from Punycode. glibc. */
  AI_CANONIDN: {},
  /** Tells the canonical name with the first answer. */
  AI_CANONNAME: {},
  /** Translates the name to Punycode. glibc. */
  AI_IDN: {},
  /** Takes numeric hosts only, asking no one. */
  AI_NUMERICHOST: {},
  /** Takes numeric services only. */
  AI_NUMERICSERV: {},
  /** Without a host: answers the wildcard address, to bind to. */
  AI_PASSIVE: {},
  /** For AF_INET6: answers `::ffff:1.2.3.4` where there are no IPv6 addresses. */
  AI_V4MAPPED: {},
})

/** Flags of getnameinfo(3), to be OR-ed, and the lengths that its answers may have. */
export const NAME_FLAGS = /* @__PURE__ */ numbers({
  /** The service is a datagram service. */
  NI_DGRAM: {},
  /** Translates the name from Punycode. glibc. */
  NI_IDN: {},
  /** Most bytes of a host's name, closing NUL included. */
  NI_MAXHOST: {},
  /** Most bytes of a service's name, closing NUL included. */
  NI_MAXSERV: {},
  /** Fails with EAI_NONAME rather than answer the numeric address. */
  NI_NAMEREQD: {},
  /** Answers only the first label of local hosts' names. */
  NI_NOFQDN: {},
  /** Answers the numeric address. */
  NI_NUMERICHOST: {},
  /** Answers the port's number. */
  NI_NUMERICSERV: {},
})

/** What getaddrinfo(3) and getnameinfo(3) fail with. */
export const RESOLVER_ERRORS = /* @__PURE__ */ numbers({
  /** The host has no address of that family. */
  EAI_ADDRFAMILY: {},
  /** No answer now; try again. */
  EAI_AGAIN: {},
  /** getaddrinfo_a(3): all requests are done. */
  EAI_ALLDONE: {},
  /** Flags that are unknown, or do not go together. */
  EAI_BADFLAGS: {},
  /** BSD: the hints are not valid. */
  EAI_BADHINTS: {},
  /** getaddrinfo_a(3): the request was cancelled. */
  EAI_CANCELED: {},
  /** The name server cannot answer. */
  EAI_FAIL: {},
  /** The family is not supported. */
  EAI_FAMILY: {},
  /** The name cannot be translated to or from Punycode. glibc. */
  EAI_IDN_ENCODE: {},
  /** getaddrinfo_a(3): the request is being worked on. */
  EAI_INPROGRESS: {},
  /** getaddrinfo_a(3): a signal came. */
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
  /** A system call failed; errno says how. */
  EAI_SYSTEM: {},
})
