import { readFileSync } from 'node:fs'
import { numberOf } from '../shared/constants.ts'

/** Names in protocols(5) that differ from those in C. */
const OTHER_NAMES = new Map([
  ['hopopt', 'HOPOPTS'],
  ['ipencap', 'IPIP'],
  ['ipv6-frag', 'FRAGMENT'],
  ['ipv6-icmp', 'ICMPV6'],
  ['ipv6-nonxt', 'NONE'],
  ['ipv6-opts', 'DSTOPTS'],
  ['ipv6-route', 'ROUTING'],
])

/** The number of a protocol, from protocols(5), or by its name in C. */
export function protocolNumber(name: string): number | undefined {
  return listed(name) ?? numberOf(`IPPROTO_${OTHER_NAMES.get(name) ?? name.toUpperCase()}`)
}

function listed(name: string): number | undefined {
  for (const line of protocols().split('\n')) {
    const [first, number, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (number !== undefined && (first === name || aliases.includes(name))) return Number(number)
  }
  return undefined
}

function protocols(): string {
  try {
    return readFileSync('/etc/protocols', 'utf8')
  } catch {
    return ''
  }
}
