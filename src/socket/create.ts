import { native, platform } from '../binding.ts'
import { show } from '../codec/show.ts'
import { hasNames } from '../codec/type-check.ts'
import { errorOf, type ErrorText } from '../errors.ts'
import { protocolForSocket } from '../protocols/address.ts'
import type { AnyFamily } from '../protocols/index.ts'
import { readName } from './addresses.ts'
import { numberOfDescriptor } from './descriptor-number.ts'
import { readInitialOptions, setInitial } from './initial-options.ts'
import { getIntOption } from './int-option.ts'
import { creationText } from './hints/creation.ts'
import { checkProtocolOf, numberOf } from './names.ts'
import { OpenDescriptor } from './open-descriptor.ts'
import type { EncodedOption } from './options.ts'
import { own } from './own.ts'

/** socket(2). Family, type and protocol are C names or numbers. */
export function createSocket<Family extends AnyFamily>(
  family: Family,
  type: unknown,
  protocol: unknown,
  initial: unknown,
): OpenDescriptor<Family> {
  checkOrder(family, type)
  const options = readInitialOptions(initial)
  const domain = numberOf(family, 'family')
  const kind = numberOf(type, 'type')
  const host = protocolNumber(protocol, domain)
  const fd = native.socket(domain, kind, protocolForSocket(domain, host, platform))
  if (fd < 0) {
    const given = [family, type, protocol] as const
    throw errorOf('socket', fd, creationText('socket', [domain, kind, host], given))
  }
  // SO_TYPE, not the given type: that has flags in it, and Linux makes a raw Unix socket a datagram one.
  const descriptor = closingOnError([fd], () => new OpenDescriptor<Family>(fd, domain, typeOf(fd)))
  setInitialOn([descriptor], options)
  return descriptor
}

/** socketpair(2). */
export function createPair<Family extends AnyFamily>(
  family: Family,
  type: unknown,
  protocol: unknown,
  initial: unknown,
): [OpenDescriptor<Family>, OpenDescriptor<Family>] {
  checkOrder(family, type)
  const options = readInitialOptions(initial)
  const domain = numberOf(family, 'family')
  const pair = new Int32Array(2)
  const [kind, number] = [numberOf(type, 'type'), protocolNumber(protocol, domain)]
  const answer = native.socketpair(domain, kind, number, pair)
  if (answer < 0) {
    throw errorOf(
      'socketpair',
      answer,
      creationText('socketpair', [domain, kind, number], [family, type, protocol]),
    )
  }
  const [one = -1, other = -1] = pair
  const both = closingOnError(pair, (): [OpenDescriptor<Family>, OpenDescriptor<Family>] => [
    new OpenDescriptor(one, domain, typeOf(one)),
    new OpenDescriptor(other, domain, typeOf(other)),
  ])
  setInitialOn(both, options)
  return both
}

function checkOrder(family: unknown, type: unknown): void {
  const stray = [family, type].findIndex(hasNames)
  if (stray >= 0) {
    const must = `${stray === 0 ? 'family' : 'type'} must be a C name or a number`
    throw new TypeError(`${must}; the order is family, type, protocol, { options }`)
  }
  if (typeof family !== 'string' || typeof type !== 'string') return
  if (!family.startsWith('SOCK_')) return
  throw new TypeError(
    type.startsWith('AF_')
      ? `The family comes before the type: '${type}', '${family}'`
      : `${family} is not a family; the order is family, type, protocol`,
  )
}

function protocolNumber(protocol: unknown, family: number): number {
  if (hasNames(protocol)) {
    const must = 'protocol must be a C name or a number'
    throw new TypeError(`${must}, not ${show(protocol)}; options are the next argument`)
  }
  const number = numberOf(protocol, 'protocol')
  checkProtocolOf(family, protocol)
  return number
}

/** Takes over a descriptor of this process. */
export function adoptDescriptor(given: unknown): OpenDescriptor {
  const fd = numberOfDescriptor(given)
  const descriptor = describeDescriptor(fd)
  own(fd)
  return descriptor
}

/**
 * Describes a descriptor that this library owns, or will.
 *
 * @param text What an error says instead of its number.
 */
export function describeDescriptor(fd: number, text?: ErrorText): OpenDescriptor {
  const descriptor = new OpenDescriptor(fd, familyOf(fd, text), typeOf(fd, text))
  descriptor.noteLowWater()
  return descriptor
}

/** Closes new descriptors, which no object owns yet, if they cannot be described. */
export function closingOnError<T>(fds: Iterable<number>, describe: () => T): T {
  try {
    return describe()
  } catch (error) {
    for (const fd of fds) native.close(fd)
    throw error
  }
}

/** Sets the options of new descriptors; closes all of them if one is refused. */
function setInitialOn(created: readonly OpenDescriptor[], options: readonly EncodedOption[]): void {
  try {
    for (const descriptor of created) setInitial(descriptor, options)
  } catch (error) {
    for (const descriptor of created) descriptor.close()
    throw error
  }
}

/** SO_TYPE. */
export function typeOf(fd: number, text?: ErrorText): number {
  return identityOption(fd, 'SO_TYPE', text) ?? 0
}

/** SO_DOMAIN; where the kernel has no such option (BSD), the family of the local address. */
export function familyOf(fd: number, text?: ErrorText): number {
  return identityOption(fd, 'SO_DOMAIN', text) ?? familyOfName(fd)
}

function identityOption(
  fd: number,
  option: 'SO_DOMAIN' | 'SO_TYPE',
  text: ErrorText = { hint: () => `the descriptor is ${fd}` },
): number | undefined {
  const number = platform.constant(option)
  if (number === undefined) return undefined
  const answer = getIntOption(fd, number)
  if (answer < 0) throw errorOf('getsockopt', answer, { address: option, ...text })
  return answer
}

function familyOfName(fd: number): number {
  const name = readName('getsockname', (buffer) => native.getsockname(fd, buffer))
  return numberOf(name?.family ?? 'AF_UNSPEC', 'family')
}
