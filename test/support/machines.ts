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

/** A machine that is not this one, for codecs, which never ask the running process. */
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

const linuxFamilies = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 }

const linuxLayouts = {
  sockaddr: layoutOf(16, { sa_family: [0, 2] }),
  sockaddr_in: layoutOf(16, { sin_port: [2, 2], sin_addr: [4, 4] }),
  sockaddr_in6: layoutOf(28, {
    sin6_port: [2, 2],
    sin6_flowinfo: [4, 4],
    sin6_addr: [8, 16],
    sin6_scope_id: [24, 4],
  }),
  sockaddr_un: layoutOf(110, { sun_path: [2, 108] }),
  timeval: layoutOf(16, { tv_sec: [0, 8], tv_usec: [8, 8] }),
  linger: layoutOf(8, { l_onoff: [0, 4], l_linger: [4, 4] }),
}

/** Linux on x86-64. */
export const littleMachine = machine(true, linuxFamilies, linuxLayouts)

/** Linux on s390x. */
export const bigMachine = machine(false, linuxFamilies, linuxLayouts)

/** FreeBSD: a sockaddr begins with its length, and its family has one byte. */
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

/** A machine with the same layouts, whose integers are the other way round. */
export function otherEndian(platform: Platform): Platform {
  return { ...platform, littleEndian: !platform.littleEndian }
}
