import type { TestContext } from 'node:test'
import { Socket } from '../../src/index.ts'
import { closing } from './kinds.ts'

/** A call whose arguments are of no type that it takes. */
export type Loose = Record<string, (...args: unknown[]) => unknown>
type Make = (...args: unknown[]) => Loose

export const create: Make = (...args) =>
  new (Socket as unknown as new (...args: unknown[]) => Loose)(...args)

const kinds = {
  tcp: () => create('AF_INET', 'SOCK_STREAM'),
  udp: () => create('AF_INET', 'SOCK_DGRAM'),
  udp6: () => create('AF_INET6', 'SOCK_DGRAM'),
  unix: () => create('AF_UNIX', 'SOCK_DGRAM'),
  tcp6: () => create('AF_INET6', 'SOCK_STREAM'),
  mptcp: () => create('AF_INET', 'SOCK_STREAM', 'IPPROTO_MPTCP'),
  raw: () => create('AF_INET', 'SOCK_RAW', 'IPPROTO_UDP'),
  packet: () => create('AF_PACKET', 'SOCK_DGRAM'),
  frames: () => create('AF_PACKET', 'SOCK_RAW'),
}

/** A socket that is closed when the test is over. */
export function open(t: TestContext, kind: keyof typeof kinds): Loose {
  return closing(t, [kinds[kind]() as unknown as Socket])[0] as unknown as Loose
}

/** A message, and the call that fails with it. */
export type Row = readonly [
  message: string,
  call: (open: (kind: keyof typeof kinds) => Loose) => unknown,
]

/** Why there are no sockets of this kind here; false if there are. */
export function lacksKind(kind: keyof typeof kinds): string | false {
  try {
    kinds[kind]()['close']?.()
    return false
  } catch (error) {
    return String(error)
  }
}

export const set =
  (kind: keyof typeof kinds, ...args: unknown[]): Row[1] =>
  (open) =>
    open(kind)['setOption']?.(...args)

export const send =
  (kind: keyof typeof kinds, control: unknown): Row[1] =>
  (open) =>
    open(kind)['sendMessageSync']?.({ data: 'x', control, address: '127.0.0.1:9' })

export const invoke =
  (kind: keyof typeof kinds, name: string, ...args: unknown[]): Row[1] =>
  (open) =>
    open(kind)[name]?.(...args)
