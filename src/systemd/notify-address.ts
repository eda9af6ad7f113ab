import { show } from '../codec/show.ts'
import { type Address, constants, Socket, SocketError, type TypeName } from '../index.ts'

/** Where NOTIFY_SOCKET says that notifications go. */
export interface NotifyAddress {
  readonly address: Address
  /** The types of socket to try, in this order. */
  readonly types: readonly TypeName[]
}

const SCHEMES: Readonly<Record<string, readonly TypeName[]>> = {
  vsock: ['SOCK_DGRAM', 'SOCK_SEQPACKET', 'SOCK_STREAM'],
  'vsock-dgram': ['SOCK_DGRAM'],
  'vsock-seqpacket': ['SOCK_SEQPACKET'],
  'vsock-stream': ['SOCK_STREAM'],
}

/** The names that systemd has for some CIDs. */
const CIDS: Readonly<Record<string, number>> = { hypervisor: 0, local: 1, host: 2 }

/** The address in NOTIFY_SOCKET; undefined if nobody wants notifications. */
export function notifyAddress(): NotifyAddress | undefined {
  const text = process.env['NOTIFY_SOCKET']
  return text === undefined || text === '' ? undefined : parseNotifyAddress(text)
}

/** Parses a NOTIFY_SOCKET as sd_notify(3) does: a path, an abstract name after @, or vsock. */
export function parseNotifyAddress(text: string): NotifyAddress {
  if (text.startsWith('/')) {
    return { address: { family: 'AF_UNIX', path: text }, types: ['SOCK_DGRAM'] }
  }
  if (text.startsWith('@')) {
    return { address: { family: 'AF_UNIX', abstract: text.slice(1) }, types: ['SOCK_DGRAM'] }
  }
  const [, scheme = '', machine = '', digits = ''] = /^([a-z-]+):(\w+):(\d+)$/.exec(text) ?? []
  const types = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined
  const named = Object.hasOwn(CIDS, machine) ? CIDS[machine] : undefined
  const cid = named ?? (/^\d+$/.test(machine) ? Number(machine) : MOST)
  const port = Number(digits)
  if (types && cid < MOST && port < MOST)
    return { address: { family: 'AF_VSOCK', cid, port }, types }
  throw new RangeError(
    `NOTIFY_SOCKET must be a path, an abstract name as @name, or vsock:CID:PORT, not ${show(text)}`,
  )
}

/** VMADDR_CID_ANY and VMADDR_PORT_ANY, which are no destination. */
const MOST = 2 ** 32 - 1

/** What a kernel or hypervisor says that lacks a type of vsock. */
const LACKING = new Set([
  'ENODEV',
  'EAFNOSUPPORT',
  'ESOCKTNOSUPPORT',
  'EPROTONOSUPPORT',
  'EOPNOTSUPP',
])

/** A socket to notify from. Over vsock it has a privileged port, if this process may have one. */
export function openNotifier({ address, types }: NotifyAddress): Socket {
  const [type, ...others] = types
  try {
    const socket = new Socket(address.family, type)
    if (address.family === 'AF_VSOCK') bindPrivileged(socket)
    return socket
  } catch (error) {
    if (others.length === 0 || !(error instanceof SocketError) || !LACKING.has(error.code))
      throw error
    return openNotifier({ address, types: others })
  }
}

/** The host trusts who has such a port: vsock has no credentials. */
function bindPrivileged(socket: Socket): void {
  for (let port = 1023; port > 0; port--) {
    try {
      socket.bind({ family: 'AF_VSOCK', cid: constants.VMADDR_CID_ANY, port })
      return
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      if (error.code === 'EADDRINUSE') continue
      if (error.code === 'EACCES' || error.code === 'EPERM') return
      socket.close()
      throw error
    }
  }
}
