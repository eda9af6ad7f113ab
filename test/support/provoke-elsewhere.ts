import { existsSync } from 'node:fs'
import type { ControlMessage } from '../../src/protocols/control.ts'
import type { Body } from './body.ts'
import { cannotUnshare, inChild } from './child.ts'

/** What a child received: the names of decoded messages, and all messages as bytes. */
interface Came {
  names: string[]
  raw: { level: number | string; type: number | string; data: number[] }[]
  controlTruncated: boolean
}

/** A separate network, and what happens in it. */
interface Elsewhere {
  /** What the body does. */
  way: 'fragments' | 'route' | 'notice'
  /** Shell commands that create the network. */
  network: string
  /** Why it is not available here; false if it is. */
  skip: string | false
}

const fragments: Elsewhere = {
  way: 'fragments',
  network: 'ip link set lo mtu 1500',
  skip: cannotUnshare,
}

const SEGMENT_ROUTING = '/proc/sys/net/ipv6/conf/lo/seg6_enabled'
const route: Elsewhere = {
  way: 'route',
  network: ['all', 'lo']
    .map((name) => `echo 1 > /proc/sys/net/ipv6/conf/${name}/seg6_enabled`)
    .join('\n'),
  skip: cannotUnshare || (!existsSync(SEGMENT_ROUTING) && 'needs segment routing in the kernel'),
}

const notice: Elsewhere = {
  way: 'notice',
  network: 'mount -t tmpfs none /run\nip netns add other\nip netns set other 5',
  skip: cannotUnshare,
}

/** Messages that do not arrive over an ordinary loopback. */
export const elsewhere: Readonly<Record<string, Elsewhere>> = {
  IP_CHECKSUM: fragments, // fragments are sent with complete checksums, which must be combined
  IP_RECVFRAGSIZE: fragments,
  IPV6_2292RTHDR: route,
  IPV6_RECVFRAGSIZE: fragments,
  IPV6_RTHDR: route,
  NETLINK_LISTEN_ALL_NSID: notice,
}

/** Runs in the child, and sees only the environment variables. */
const body: Body<Came> = async ({ constants, Socket, PATIENCE }) => {
  const { ROW_ASK = '', ROW_FAMILY, ROW_WAY } = process.env
  const family = ROW_FAMILY as 'AF_INET' | 'AF_INET6' | 'AF_NETLINK'
  const netlink = family === 'AF_NETLINK'
  const make = () => new Socket(family, netlink ? 'SOCK_RAW' : 'SOCK_DGRAM')
  const [sender, receiver] = [make(), make()]
  receiver.bind({ AF_INET: '127.0.0.1:0', AF_INET6: '[::1]:0', AF_NETLINK: 'netlink:0:0' }[family])
  receiver.setOption(ROW_ASK as 'IP_RECVFRAGSIZE', true)
  if (ROW_WAY === 'notice') {
    const { execFileSync } = await import('node:child_process')
    receiver.setOption('NETLINK_ADD_MEMBERSHIP', constants.RTNLGRP_LINK)
    execFileSync('ip', ['-n', 'other', 'link', 'set', 'lo', 'up'])
  } else {
    const segments = new Uint8Array(24) // type 4 with one segment, ::1, which is also the last
    segments.set([0, 2, 4, 0])
    segments[23] = 1
    if (ROW_WAY === 'route') sender.setOption('IPV6_RTHDR', segments)
    sender.sendToSync(new Uint8Array(4000).fill(7), receiver.localAddress)
  }
  const message = receiver.recvMessageSync({ size: 10, control: true, timeout: PATIENCE })
  const { control, controlTruncated } = message
  const raw = control.raw.map(({ level, type, data }) => ({ level, type, data: Array.from(data) }))
  return { names: Object.keys(control), raw, controlTruncated }
}

/** The messages received for a row in such a network. */
export async function cameElsewhere(
  { name, details: { enabledBy }, where: { testedOn } }: ControlMessage,
  { way, network }: Elsewhere,
): Promise<Came> {
  if (typeof enabledBy !== 'string')
    throw new Error(`${name} must be enabled by an option without a value`)
  const env = { ROW_ASK: enabledBy, ROW_FAMILY: testedOn[0], ROW_WAY: way }
  const { result, errors } = await inChild(body, { network, env })
  if (!result) throw new Error(`The child returned nothing: ${errors}`)
  return result
}
