import { SocketError } from './errors.ts'

/**
 * Makes the stack of an error of this library begin at the caller of `from`: internal frames do not
 * help users, and there are only ten lines. Errors of the caller's own code, such as a getter's,
 * keep their stack, except for a SocketError.
 */
export function stackFrom(from: (...parameters: never[]) => unknown, error: unknown): void {
  try {
    if (isOurs(error) && Object.isExtensible(error)) Error.captureStackTrace(error, from)
  } catch {
    // The stack cannot be set, or is no text: better this error as it is than another one.
  }
}

/** Runs the body of a public function; the stack of an error then begins at that function. */
export function traced<T>(body: () => T): T {
  try {
    return body()
  } catch (error) {
    stackFrom(traced, error)
    throw error
  }
}

/** As {@link traced}, for a public async function, which must await it. */
export async function tracedAsync<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    stackFrom(tracedAsync, error)
    throw error
  }
}

/**
 * A promise that rejects, for a call that fails in a callback of an event or a timer. There, none
 * of the caller's code is on the stack. But two turns of the microtask queue later, when the
 * promise of the call follows this one, the runtime knows who awaits it.
 */
export async function rejection(error: unknown): Promise<never> {
  await Promise.resolve()
  await Promise.resolve()
  stackFrom(rejection, error)
  throw error
}

/**
 * Makes the stacks of errors begin at the method or accessor of the class that was called. Calls
 * that can wait are left out, because they do this themselves.
 */
export function traceMembers(constructor: { readonly prototype: object }): void {
  for (const target of [constructor, constructor.prototype]) {
    for (const name of Object.getOwnPropertyNames(target)) {
      if (name === 'constructor' || canWait(constructor.prototype, name)) continue
      const member = Object.getOwnPropertyDescriptor(target, name) ?? {}
      const { value, get, set } = member as TypedPropertyDescriptor<unknown>
      if (typeof value === 'function') member.value = tracedMember(value as Member)
      if (get) member.get = tracedMember(get)
      if (set) member.set = tracedMember(set)
      // One at a time: Object.defineProperties() of all members is slower.
      Object.defineProperty(target, name, member)
    }
  }
}

type Member = (this: unknown, ...parameters: never[]) => unknown

function canWait(prototype: object, name: string): boolean {
  return /^try[A-Z]|Sync$/.test(name) || `${name}Sync` in prototype
}

function tracedMember(member: Member): Member {
  const traced: Member = function (...parameters) {
    try {
      return member.apply(this, parameters)
    } catch (error) {
      stackFrom(stackFrom, error)
      throw error
    }
  }
  const { name, length } = member
  return Object.defineProperties(traced, { name: { value: name }, length: { value: length } })
}

function isOurs(error: unknown): error is Error {
  return error instanceof SocketError || (error instanceof Error && beginsHere(error))
}

/** Whether the error was created by a function of this library. */
function beginsHere({ stack = '', message }: Error): boolean {
  const frames = stack.slice(stack.indexOf(message) + message.length)
  home ??= fileOf(new Error().stack ?? '')?.replace(/[^/\\]*$/, '')
  return home !== undefined && fileOf(frames)?.startsWith(home) === true
}

let home: string | undefined

/** The file of the first frame. */
function fileOf(frames: string): string | undefined {
  return /^ *at (?:.* \()?(.+?):\d+:\d+\)?$/m.exec(frames)?.[1]
}
