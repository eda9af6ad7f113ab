import fc from 'fast-check'

/** The error that a hostile argument throws when it is accessed. */
class Trap extends Error {}

/** An argument for a single use, and whether it threw a given error itself. */
export interface HostileArgument {
  readonly value: unknown
  isOurs: (error: unknown) => boolean
}

type Make = () => unknown

function trap(): never {
  throw new Trap('The argument was touched')
}

function detached(make: (buffer: ArrayBuffer) => unknown): Make {
  return () => {
    const buffer = new ArrayBuffer(16)
    const value = make(buffer)
    structuredClone(buffer, { transfer: [buffer] })
    return value
  }
}

function revoked(target: object): Make {
  return () => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
}

/** A proxy that throws on every access. */
function trapped(target: object): Make {
  const names = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'apply']
  return () => new Proxy(target, Object.fromEntries(names.map((name) => [name, trap])))
}

/** An array that shrinks when its elements are read. */
function shrinking(): unknown[] {
  const list: unknown[] = [new Uint8Array(4), new Uint8Array(4), new Uint8Array(4)]
  Object.defineProperty(list, 0, {
    get() {
      list.length = 1
      return new Uint8Array(4)
    },
  })
  return list
}

/** An object whose getter detaches the memory of its own data. */
function vanishing(): object {
  const buffer = new ArrayBuffer(16)
  const data = new Uint8Array(buffer)
  return {
    data,
    get control() {
      if (buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer] })
      return undefined
    },
  }
}

const numbers: readonly number[] = [
  ...[-0, -1, 0.5, -1.5, 1e-9, 255, 256, 65535, 65536, 99999, Number.NaN],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, Number.MIN_VALUE],
  ...[2 ** 30 + 1, 2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 32 - 1, 2 ** 53, -(2 ** 31), -(2 ** 53)],
]

const makers: readonly Make[] = [
  ...[undefined, null, true, false, '', '\0', 'SO_LINGER', 'toString', '__proto__', '\ud800'].map(
    (value) => () => value,
  ),
  ...numbers.map((value) => () => value),
  ...[0n, -1n, 2n ** 64n, Symbol('hostile'), Symbol.iterator].map((value) => () => value),
  () => ({}),
  () => [],
  () => [[]],
  () => [undefined, null, 1],
  () => Array.from({ length: 1025 }, () => new Uint8Array(1)),
  () => Object.create(null) as unknown,
  () => new Date(Number.NaN),
  () => new Map(),
  () => /x/,
  () => () => 1,
  () => Map,
  () => Promise.resolve(1),
  () => new Number(7),
  () => new String('AF_INET'),
  () => ({ valueOf: trap, toString: trap, [Symbol.toPrimitive]: trap }),
  () => ({ valueOf: () => 7, toString: () => 'AF_INET' }),
  () => ({ length: 2 ** 53, 0: 1 }),
  () => ({ length: -1 }),
  () => ({ [Symbol.iterator]: trap }),
  () => ({ then: trap }),
  () => new Proxy({}, {}),
  () => new Proxy([], {}),
  () => new Proxy(new Uint8Array(8), {}),
  () => Object.create(Uint8Array.prototype) as unknown,
  () => Object.create(AbortSignal.prototype) as unknown,
  () => AbortSignal.abort('no more'),
  trapped({}),
  trapped([]),
  trapped(() => 1),
  revoked({}),
  revoked([]),
  revoked(() => 1),
  shrinking,
  vanishing,
  detached((buffer) => buffer),
  detached((buffer) => new Uint8Array(buffer)),
  detached((buffer) => new Float64Array(buffer, 8)),
  detached((buffer) => new DataView(buffer, 4)),
  detached((buffer) => Buffer.from(buffer, 4, 4)),
  () => new ArrayBuffer(0),
  () => new Uint8Array(0),
  () => new Uint8Array(7),
  () => new Uint16Array(3),
  () => new BigInt64Array(2),
  () => new DataView(new ArrayBuffer(0)),
  () => new DataView(new ArrayBuffer(9), 3),
  () => new SharedArrayBuffer(5),
  () => new Uint8Array(new SharedArrayBuffer(8), 2),
]

/** Options, addresses and messages with hostile fields. */
const fields = [
  ...['flags', 'signal', 'offset', 'length', 'size', 'sizes', 'into', 'control'],
  ...['data', 'address', 'port', 'family', 'path', 'abstract', 'bytes', 'scopeId', 'flowInfo'],
  ...['fd', '_handle', 'socket', 'events', 'type', 'protocol', 'backlog', 'localAddress'],
  ...['SCM_RIGHTS', 'raw', 'IP_TTL', 'IP_PKTINFO', 'level', 'service', 'onoff', 'seconds'],
]

const scalar: fc.Arbitrary<Make> = fc.constantFrom(...makers)

/** Times that are refused or expire immediately, so that a call never hangs. */
const times: fc.Arbitrary<Make> = fc
  .constantFrom(
    undefined,
    -1,
    -0,
    0,
    1e-9,
    1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 31,
    '1',
    1n,
  )
  .map((value) => () => value)

const record: fc.Arbitrary<Make> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...fields), fc.tuple(scalar, fc.boolean()), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.option(times, { nil: undefined }),
  )
  .map(([entries, time]) => () => {
    const made: object = {}
    for (const [name, [make, throws]] of Object.entries(entries)) {
      if (throws) Object.defineProperty(made, name, { get: trap, enumerable: true })
      else Object.assign(made, { [name]: make() })
    }
    return time === undefined ? made : Object.assign(made, { timeout: time() })
  })

const anything: fc.Arbitrary<Make> = fc
  .anything({
    withBigInt: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
  })
  .map((value) => () => value)

function argument(make: Make): () => HostileArgument {
  const use = () => ({ value: make(), isOurs: (error: unknown) => error instanceof Trap })
  return Object.assign(use, { [fc.toStringMethod]: () => fc.stringify(quietly(make)) })
}

function quietly(make: Make): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

/** Everything that JavaScript can pass: values of all types, traps, detached memory. */
export const hostile: fc.Arbitrary<() => HostileArgument> = fc
  .oneof({ weight: 6, arbitrary: scalar }, { weight: 3, arbitrary: record }, anything)
  .map(argument)

/** {@link hostile} for arguments that are times. */
export const hostileTime: fc.Arbitrary<() => HostileArgument> = times.map(argument)
