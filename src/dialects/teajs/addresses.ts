import { isIPv4, isIPv6 } from 'node:net'
import { type Address, constants, resolveSync } from '../../index.ts'
import { bytesOf, textOf } from '../shared/bytes-as-text.ts'
import { malformed, systemError } from './error.ts'
import { toInteger } from './arguments.ts'

const { AF_INET, AF_INET6, AF_UNIX } = constants

/** The limit of TeaJS: sun_path has 108 bytes, of which the last is NUL. */
const MAX_PATH_LENGTH = 107

/** An address as TeaJS returns it. */
export type Peer = [address: string, port: number] | [path: string]

/** Whether names are looked up. */
export const lookUp = { names: false }

/**
 * The address of this family that a program passes to a call.
 *
 * @throws {Error} `Malformed address`; `Invalid argument` for any other family.
 * @throws {RangeError} `Port out of range`.
 */
export function addressOf(
  family: number,
  address: unknown,
  port: unknown,
  syscall: string,
): Address {
  const text = String(address)
  if (family === AF_UNIX) return unixAddress(text)
  if (family !== AF_INET && family !== AF_INET6) throw systemError('EINVAL', syscall)
  const found = inetAddress(family, text) ?? (lookUp.names ? resolved(family, text) : undefined)
  if (!found) throw malformed()
  const number = toInteger(port)
  if (number < 0 || number > 65535) throw new RangeError(`Port out of range: ${number}`)
  return { ...found, port: number } as Address
}

/** The parts of an address; `['']` for an unnamed or abstract Unix socket. */
export function partsOf(address: Address | null): Peer {
  switch (address?.family) {
    case 'AF_INET':
    case 'AF_INET6':
      return [address.address, address.port]
    case 'AF_UNIX': {
      const { path = '' } = address
      return [typeof path === 'string' ? path : textOf(path)]
    }
    default:
      return ['']
  }
}

function unixAddress(text: string): Address {
  const path = bytesOf(text)
  if (path.length > MAX_PATH_LENGTH || path.includes(0)) throw malformed()
  return path.length === 0 ? { family: 'AF_UNIX' } : { family: 'AF_UNIX', path }
}

function inetAddress(family: number, address: string): object | undefined {
  if (family === AF_INET) return isIPv4(address) ? { family: 'AF_INET', address } : undefined
  const numeric = isIPv6(address) && !address.includes('%')
  return numeric ? { family: 'AF_INET6', address } : undefined
}

function resolved(family: number, name: string): object | undefined {
  try {
    return resolveSync(name, null, { family })[0]?.address
  } catch {
    return undefined
  }
}
