import { constantOf } from '../binding.ts'
import type { AboutNames } from '../codec/known-keys.ts'
import { ofType } from '../codec/type-check.ts'
import { checkWaitOptions } from '../engine/wait-limits.ts'
import { abortError, SocketError } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import type { AnyFamily } from '../protocols/index.ts'
import { type AsyncWaitOptions, type Form, readOptions, WAIT_FOR_TARGET } from './call-options.ts'
import { encodeInitial, isOptionRefused } from './initial-options.ts'
import {
  openSocket,
  type Preparation,
  type SocketCreationOptions,
  type SocketRecipe,
} from './open-socket.ts'
import { asResolved, resolve, type Resolved, resolveSync } from './resolve.ts'
import type { Socket } from './socket.ts'
import { lookupArguments, NODE_NAMES, type ReadTarget, readTarget } from './target.ts'

/** How `listen` and `bind` create their socket. */
export interface BoundSocketOptions extends SocketCreationOptions {
  /** Lets several sockets share the port; what arrives is spread among them. SO_REUSEPORT. */
  reusePort?: boolean | undefined
  /** Whether an IPv6 socket is also for IPv4; true by default. See IPV6_V6ONLY. */
  dualStack?: boolean | undefined
}

/** A place of this machine on a network. */
export interface LocalHost<Family extends AnyFamily = AnyFamily> {
  /** A name or numeric address; without it every address of this machine, IPv6 and IPv4. */
  host?: string | undefined
  /** A port or the name of a service; 0, the default, takes any free port. */
  port?: number | string | undefined
  /** Only addresses of this family. */
  family?: Family | undefined
}

/** Where to bind, on a network or at an address of any family, and the options of the call. */
export type LocalTarget<Options> =
  | (Options & LocalHost)
  | (Exclude<AddressLike, string> & Options)
  | string

/** The arguments of `listen` and `bind`: a target that was given is never taken for none. */
export type GivenTarget<Target> = [target?: Target, options?: AsyncWaitOptions]

const AI_PASSIVE = constantOf('AI_PASSIVE')
/** The options of a target that every call has. */
const BOUND = ['type', 'protocol', 'options', 'reusePort', 'dualStack']

/** The forms of `listen` and `bind`. */
export type BindingForm = Exclude<Form, 'once'>

/** What to do about Node's names, and about a limit, which `connect` takes in its target. */
const INSTEAD: Readonly<Record<BindingForm, AboutNames>> = {
  promise: elsewhere('give it in the second argument'),
  sync: elsewhere('only the awaited form takes it, in its second argument'),
}

function elsewhere(text: string): AboutNames {
  const limits = ['timeout', 'deadline', 'signal'].map((name) => [name, text] as const)
  return new Map([...NODE_NAMES, ['ipv6Only', 'give it as dualStack: false'], ...limits])
}

/** A target of `listen` or `bind`, read once. */
export type ReadLocalTarget<Options> = ReadTarget<Options> & SocketRecipe

/**
 * Reads the target of `listen` or `bind`.
 *
 * @param given The caller's arguments; without any, every address of this machine.
 * @param own Names of options that this call alone has.
 * @param verb For messages: `'listen at'`.
 * @param form The form of the call.
 * @param defaults Values of options that are left out.
 */
export function readLocalTarget<Options extends BoundSocketOptions>(
  given: GivenTarget<unknown>,
  own: readonly string[],
  verb: string,
  form: BindingForm,
  defaults: Partial<Options> = {},
): ReadLocalTarget<Options> {
  const target = given.length === 0 ? {} : given[0]
  const read = readTarget<Options>(target, new Set([...BOUND, ...own]), verb, true, INSTEAD[form])
  const { reusePort = false, dualStack = true } = read.options
  ofType(reusePort, 'boolean', 'reusePort')
  ofType(dualStack, 'boolean', 'dualStack')
  return { ...read, options: { ...defaults, ...read.options }, toSet: encodeInitial(read.options) }
}

/** A socket for the first address of the target that can be bound, in the system's order. */
export async function openBound(
  read: ReadLocalTarget<BoundSocketOptions>,
  options: AsyncWaitOptions | undefined,
  preparation?: Preparation,
): Promise<Socket> {
  const given = readOptions(options, WAIT_FOR_TARGET, 'promise')
  const { signal } = checkWaitOptions(given)
  if (signal?.aborted) throw abortError(signal)
  const candidates = read.host
    ? await resolve(...lookupArguments(read, { flags: AI_PASSIVE, ...given }))
    : [asResolved(read.address)]
  return openFirst(read, candidates, preparation)
}

/** Blocking form of {@link openBound}. */
export function openBoundSync(
  read: ReadLocalTarget<BoundSocketOptions>,
  preparation?: Preparation,
): Socket {
  const candidates = read.host
    ? resolveSync(...lookupArguments(read, { flags: AI_PASSIVE }))
    : [asResolved(read.address)]
  return openFirst(read, candidates, preparation)
}

function openFirst(
  read: ReadLocalTarget<BoundSocketOptions>,
  candidates: readonly Resolved[],
  { before, after }: Preparation = {},
): Socket {
  const { host } = read
  const { reusePort, dualStack } = read.options
  // Without a host the system lists 0.0.0.0 first; the socket that takes both families is ::
  const ordered = host && host.host === undefined ? [...candidates].sort(inet6First) : candidates
  let failure: unknown
  for (const candidate of ordered) {
    try {
      return openSocket(candidate, read, {
        before(socket) {
          before?.(socket)
          if (reusePort === true) socket.setOption('SO_REUSEPORT', true)
          if (candidate.family === 'AF_INET6') {
            socket.setOption('IPV6_V6ONLY', dualStack === false)
          }
        },
        after(socket) {
          socket.bind(candidate.address)
          after?.(socket)
        },
      })
    } catch (error) {
      if (!(error instanceof SocketError) || isOptionRefused(error)) throw error
      failure ??= error
    }
  }
  throw failure
}

function inet6First(one: Resolved, other: Resolved): number {
  return Number(other.family === 'AF_INET6') - Number(one.family === 'AF_INET6')
}
