import { constants as C, type Socket } from 'berkeley'
import { attributeOf, dump, ifaddrmsg, ipOf, textOf, u32Of } from 'berkeley/netlink'
import { defined, nameIn, scopes } from './names.ts'

/** An address of a link, and what `ip` shows of it. */
export interface LinkAddress {
  /** The link. */
  index: number
  shown: Record<string, unknown>
}

const families = new Map([
  [C.AF_INET, 'inet'],
  [C.AF_INET6, 'inet6'],
])
const flagNames = [
  [C.IFA_F_NODAD, 'nodad'],
  [C.IFA_F_OPTIMISTIC, 'optimistic'],
  [C.IFA_F_DADFAILED, 'dadfailed'],
  [C.IFA_F_HOMEADDRESS, 'home'],
  [C.IFA_F_DEPRECATED, 'deprecated'],
  [C.IFA_F_TENTATIVE, 'tentative'],
  [C.IFA_F_MANAGETEMPADDR, 'mngtmpaddr'],
  [C.IFA_F_NOPREFIXROUTE, 'noprefixroute'],
  [C.IFA_F_MCAUTOJOIN, 'autojoin'],
  [C.IFA_F_STABLE_PRIVACY, 'stable-privacy'],
] as const

/** Every address of every link, in the order of the kernel. */
export async function addressesOf(socket: Socket): Promise<LinkAddress[]> {
  const addresses: LinkAddress[] = []
  for await (const { payload } of dump(socket, {
    type: C.RTM_GETADDR,
    payload: ifaddrmsg.encode(),
  })) {
    addresses.push(show(ifaddrmsg.decode(payload)))
  }
  return addresses
}

function show({
  index,
  family,
  prefixlen,
  scope,
  flags,
  attributes,
}: ReturnType<typeof ifaddrmsg.decode>): LinkAddress {
  const address = ipOf(attributes, C.IFA_ADDRESS)
  const local = ipOf(attributes, C.IFA_LOCAL) ?? address
  const shown = {
    family: nameIn(families, family),
    local,
    address: address === local ? undefined : address,
    prefixlen,
    metric: u32Of(attributes, C.IFA_RT_PRIORITY),
    broadcast: ipOf(attributes, C.IFA_BROADCAST),
    anycast: ipOf(attributes, C.IFA_ANYCAST),
    scope: nameIn(scopes, scope),
    ...shownFlags(u32Of(attributes, C.IFA_FLAGS) ?? flags, family),
    label: textOf(attributes, C.IFA_LABEL),
    ...lifetimes(attributeOf(attributes, C.IFA_CACHEINFO)?.data),
  }
  return { index, shown: defined(shown) }
}

function shownFlags(flags: number, family: number): Record<string, true> {
  const names: string[] = flagNames.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name)
  if (flags & C.IFA_F_SECONDARY) names.push(family === C.AF_INET6 ? 'temporary' : 'secondary')
  if (!(flags & C.IFA_F_PERMANENT)) names.push('dynamic')
  return Object.fromEntries(names.map((name) => [name, true]))
}

/** struct ifa_cacheinfo: seconds that it is preferred, seconds that it is valid, two times. */
function lifetimes(data: Uint8Array | undefined): Record<string, number> {
  if (data === undefined || data.length < 8) return {}
  const [preferred = 0, valid = 0] = new Uint32Array(data.slice(0, 8).buffer)
  return { valid_life_time: valid, preferred_life_time: preferred }
}
