import { constantOf, constantOr } from '../../binding.ts'
import type { ErrorText } from '../../errors.ts'
import { familyName, typeName } from '../names.ts'

// The likely cause of a refused socket(2) or socketpair(2), if it is certain enough to mention.

const SOCK_DGRAM = constantOf('SOCK_DGRAM')
const SOCK_RAW = constantOf('SOCK_RAW')
const INTERNET: ReadonlySet<number> = new Set([constantOf('AF_INET'), constantOf('AF_INET6')])
const WITH_NET_RAW: ReadonlySet<number> = new Set([
  constantOr('AF_PACKET', -1),
  constantOr('AF_XDP', -1),
])
const ICMP: ReadonlySet<number> = new Set([
  constantOf('IPPROTO_ICMP'),
  constantOf('IPPROTO_ICMPV6'),
])
/** The modules of kernels that build families and protocols as such, where distributions do. */
const FAMILY_MODULES: Readonly<Record<string, string>> = {
  AF_ALG: 'af_alg',
  AF_BLUETOOTH: 'bluetooth',
  AF_CAN: 'can',
  AF_KCM: 'kcm',
  AF_QIPCRTR: 'qrtr',
  AF_RDS: 'rds',
  AF_SMC: 'smc',
  AF_TIPC: 'tipc',
  AF_VSOCK: 'vsock',
}
const PROTOCOL_MODULES: readonly (readonly [protocol: number, types: string[], module: string])[] =
  [
    [constantOr('IPPROTO_SCTP', -1), ['SOCK_STREAM', 'SOCK_SEQPACKET'], 'sctp'],
    [constantOr('IPPROTO_DCCP', -1), ['SOCK_DCCP'], 'dccp'],
  ]
/** How the kernel says that it has no such protocol; the second for all but SOCK_STREAM. */
const NO_PROTOCOL: ReadonlySet<string> = new Set(['EPROTONOSUPPORT', 'ESOCKTNOSUPPORT'])
const WITH_PAIRS: ReadonlySet<number> = new Set([constantOf('AF_UNIX'), constantOr('AF_TIPC', -1)])
const NOT_PERMITTED: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])

/**
 * What an error of socket(2) or socketpair(2) says about the arguments; `given` are the caller's.
 */
export function creationText(
  call: string,
  [family, type, protocol]: readonly [family: number, type: number, protocol: number],
  given: readonly [family: unknown, type: unknown, protocol: unknown],
): ErrorText {
  const known = [familyName(family), typeName(type), protocol]
  const names = given.map((name, i) => (typeof name === 'string' ? name : known[i]))
  return {
    call: `${call}(${names.join(', ')})`,
    hint(code) {
      const isInternet = INTERNET.has(family)
      if (call === 'socketpair' && code === 'EOPNOTSUPP' && !WITH_PAIRS.has(family))
        return 'pairs are of AF_UNIX or AF_TIPC'
      if (code === 'EPROTONOSUPPORT' && isInternet && type === SOCK_RAW && protocol === 0)
        return 'a raw socket needs a protocol'
      const module = moduleOf(code, family, type, protocol)
      if (module !== undefined) return `this kernel has not loaded its module ${module}`
      if (!NOT_PERMITTED.has(code)) return undefined
      if (isInternet && type === SOCK_DGRAM && ICMP.has(protocol))
        return 'see net.ipv4.ping_group_range'
      return WITH_NET_RAW.has(family) || (isInternet && type === SOCK_RAW)
        ? 'needs CAP_NET_RAW'
        : undefined
    },
  }
}

/** The module whose absence is the cause of such an error. */
function moduleOf(
  code: string,
  family: number,
  type: number,
  protocol: number,
): string | undefined {
  if (code === 'EAFNOSUPPORT') return FAMILY_MODULES[familyName(family)]
  if (!NO_PROTOCOL.has(code) || !INTERNET.has(family)) return undefined
  const row = PROTOCOL_MODULES.find(([number]) => number === protocol)
  return row?.[1].includes(String(typeName(type))) ? row[2] : undefined
}
