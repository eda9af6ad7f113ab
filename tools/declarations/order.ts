import { placeOf } from './row-comments.ts'

/** The families, types and protocols that most programs use. */
const WANTED = [
  ...['AF_INET', 'AF_INET6', 'AF_UNIX', 'SOCK_STREAM', 'SOCK_DGRAM'],
  ...['IPPROTO_TCP', 'IPPROTO_UDP', 'IPPROTO_ICMP', 'IPPROTO_ICMPV6'],
]

/** Puts the names that most programs use first; otherwise keeps the order. */
export function wantedFirst<T>(list: readonly T[], nameOf: (one: T) => string): T[] {
  const place = (one: T) => {
    const name = nameOf(one)
    const among = WANTED.indexOf(name)
    return among < 0 ? WANTED.length + placeOf(name) : among
  }
  return [...list].sort((a, b) => place(a) - place(b))
}
