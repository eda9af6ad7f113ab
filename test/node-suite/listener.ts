import net from 'node:net'
import { Socket as Berkeley } from '../../src/index.ts'
import { failure } from './failure.ts'

export function ipv4(): Berkeley {
  return reusable(new Berkeley('AF_INET'))
}

export function ipv6(only = false): Berkeley {
  const socket = reusable(new Berkeley('AF_INET6'))
  socket.setOption('IPV6_V6ONLY', only)
  return socket
}

function reusable(socket: Berkeley): Berkeley {
  socket.setOption('SO_REUSEADDR', true)
  return socket
}

export function ready(
  socket: Berkeley,
  address: Parameters<Berkeley['bind']>[0],
  backlog = 511,
): Berkeley {
  try {
    socket.bind(address)
    socket.listen(backlog)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

interface Names {
  address?: string
  family?: 'IPv4' | 'IPv6'
  port?: number
}

export function namesOf(socket: Berkeley, which: 'localAddress' | 'remoteAddress'): Names {
  const found = socket[which]
  if (found.family !== 'AF_INET' && found.family !== 'AF_INET6') return {}
  const { address, port } = found
  return { address, family: found.family === 'AF_INET' ? 'IPv4' : 'IPv6', port }
}

export function lookedUpNow(
  host: string,
  done: (error: null, host: string, family: number) => void,
  begin: () => void,
): void {
  begin()
  done(null, host, net.isIP(host))
}

/** Whether listen() was given nothing but perhaps a callback. */
export function anyPort(first: unknown): boolean {
  return first === undefined || first === null || typeof first === 'function'
}

export function checkedPort(port: unknown): number {
  const number = Number(port)
  const isText = typeof port === 'string' && port.trim() !== ''
  if ((typeof port === 'number' || isText) && number >= 0 && number < 65536) {
    if (Number.isInteger(number)) return number
  }
  const text = `options.port should be >= 0 and < 65536. Received ${String(port)}.`
  throw failure(RangeError, 'ERR_SOCKET_BAD_PORT', text)
}
