import { buildFacts } from '../binding.ts'
import { nearest, unknownName } from '../codec/known-keys.ts'
import { show } from '../codec/show.ts'

/**
 * The names for each kind of argument. A name of another kind has a number too, but no meaning
 * here.
 */
const KINDS: Readonly<Record<string, RegExp>> = {
  family: /^[AP]F_/,
  type: /^SOCK_/,
  protocol: /^(IPPROTO|ETH_P|NETLINK|BTPROTO|CAN|HCI|SMC|SMCPROTO|PX_PROTO|MCTP)_/,
  how: /^SHUT_/,
}
const FEW = 4

/**
 * Whether a C name belongs to another argument: AF_INET is not a type. Protocols have many names.
 */
export function isOfOtherKind(name: string, what: string): boolean {
  if (what === 'protocol') return [KINDS['family'], KINDS['type']].some((kind) => kind?.test(name))
  return KINDS[what]?.test(name) === false
}

/** The error for a name that is not of this kind: `'No family AF_INETT; did you mean AF_INET?'` */
export function unknownNameOfKind(name: string, what: string): TypeError {
  const known = namesOf(what)
  if (nearest(name, known) !== undefined) return unknownName(what, name, known)
  if (known.length > 0 && known.length <= FEW) {
    return new TypeError(
      `${what} must be ${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}, not ${show(name)}`,
    )
  }
  return new TypeError(`No ${what} ${show(name)} on this system`)
}

function namesOf(what: string): string[] {
  const kind = KINDS[what]
  const all = Object.keys(buildFacts.constants)
  return kind ? all.filter((name) => kind.test(name)) : all
}
