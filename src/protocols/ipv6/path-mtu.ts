import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { sockaddrOf } from '../sockaddr.ts'
import { AF_INET6, type Inet6Address } from './address.ts'

/** The path MTU of a destination. */
export interface PathMtu {
  /** The destination. */
  address: Inet6Address
  /** Bytes, including the IP headers. */
  mtu: number
}

const destination = sockaddrOf(AF_INET6)
const fields = struct('ip6_mtuinfo', { ip6m_addr: 'bytes', ip6m_mtu: 'unsigned' })

/** struct ip6_mtuinfo. */
export const pathMtu: Codec<PathMtu> = mapped(
  { ...fields, probes: () => [...fields.probes(), ...destination.probes()] },
  ({ address, mtu }: PathMtu, platform) => ({
    ip6m_addr: destination.encode(address, platform),
    ip6m_mtu: mtu,
  }),
  ({ ip6m_addr, ip6m_mtu }, platform) => ({
    address: destination.decode(ip6m_addr, platform),
    mtu: ip6m_mtu,
  }),
  { address: true, mtu: true },
)
