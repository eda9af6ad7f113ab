import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../binding.ts'
import type { Encoder } from '../codec/codec.ts'
import { nearest } from '../codec/nearest.ts'
import { encodeAddress, everyFamily, type GivenAddress, toAddress } from './address.ts'
import { everyControl, everyOption } from './index.ts'
import * as netlink from './netlink/headers.ts'

/** A codec that accepts objects, and examples of such objects. */
interface Sample {
  readonly name: string
  readonly values: readonly unknown[]
  readonly probes: Encoder<never>['probes']
  readonly encode: (value: unknown) => Uint8Array
}

const rows: Sample[] = [...everyOption(), ...everyControl()].flatMap((row) => {
  const { name, codec, details } = row
  const { example, readsBack } = details
  const queryExample: unknown = 'queryExample' in details ? details.queryExample : undefined
  const query = 'query' in details ? details.query : undefined
  const encode = (value: unknown) => codec.encode(value, platform)
  const given = [example, readsBack].flatMap((value) => (value === undefined ? [] : [value]))
  const values = given.length > 0 ? given : [ofZeroes(row)]
  const read = values.flatMap((value) => {
    try {
      return [codec.decode(encode(value), platform)]
    } catch {
      return []
    }
  })
  const sample = { name, probes: codec.probes, encode, values: [...values, ...read] }
  if (!query) return [sample]
  const ask = (value: unknown) => query.encode(value, platform)
  return [
    sample,
    { name: `the query of ${name}`, probes: query.probes, encode: ask, values: [queryExample] },
  ]
})

const addresses: Sample[] = everyFamily.map(({ name, address, examples }) => ({
  name,
  probes: address.probes,
  encode: (value) => encodeAddress(toAddress(value as GivenAddress, platform), platform),
  values: examples,
}))

const headers: Sample[] = Object.entries(netlink).flatMap(([name, header]) =>
  'encode' in header
    ? [
        {
          name,
          probes: header.probes,
          encode: (value: unknown) => header.encode(value as never, platform),
          values: [header.decode(new Uint8Array(header.maxSize(platform)), platform)],
        },
      ]
    : [],
)

const LEAST_WITH_OBJECTS = 80
let withObjects = 0

/** Addresses that without this key match another form, and then lack one of its keys. */
const OTHER_SHAPE: Partial<Record<string, RegExp>> = {
  'AF_BLUETOOTH without device': /: (address|device)$/, // RFCOMM, if the key is missing entirely
  'AF_BLUETOOTH without addressType': /\b(addressType$|broadcast;)/, // SCO
}

for (const { name, values, probes, encode } of [...rows, ...addresses, ...headers]) {
  const objects = values.flatMap((value) => objectsIn(value).map((path) => ({ value, path })))
  if (objects.length === 0) continue
  withObjects++
  const skip = probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`${name} accepts what it reads, and refuses an unknown key`, { skip }, () => {
    for (const { value, path } of objects) {
      encode(value)

      const surplus = changed(value, path, (object) => ({ ...object, surplus: 1 }))

      assert.throws(() => encode(surplus), {
        name: 'TypeError',
        message: /^Unknown key of .*: surplus|^\S+ has no 'surplus'/,
      })
    }
  })

  test(`${name} says which key is missing, or accepts the value without it`, { skip }, () => {
    for (const { value, path } of objects)
      for (const key of Object.keys(at(value, path)).filter((each) => each !== 'family'))
        for (const less of [without(value, path, key), without(value, path, key, undefined)]) {
          try {
            encode(less)
          } catch (error) {
            assert.ok(error instanceof TypeError, String(error))
            const lacking = `${name} without ${key}`
            assert.match(error.message, OTHER_SHAPE[lacking] ?? says(key), lacking)
          }
        }
  })

  test(`${name} reads each key once`, { skip }, () => {
    for (const { value } of objects) {
      const counts = new Map<string, number>()

      encode(counting(value, counts))

      assert.deepEqual(
        [...counts].filter(([, count]) => count > 1),
        [],
      )
    }
  })
}

test(`at least ${LEAST_WITH_OBJECTS} rows accept objects`, () => {
  assert.ok(withObjects >= LEAST_WITH_OBJECTS, String(withObjects))
})

test('an unknown key is reported with the nearest known one', () => {
  const { codec } = everyOption().find(({ name }) => name === 'SO_LINGER') ?? {}

  assert.throws(
    () => codec?.encode({ on: true, seconds: 0 }, platform),
    new TypeError('Unknown key of struct linger: on; did you mean onoff?'),
  )
  assert.equal(nearest('prot', ['address', 'port']), 'port')
  assert.throws(
    () => encodeAddress({ family: 'AF_INET', address: '::', prot: 80 } as never, platform),
    new TypeError('Unknown key of struct sockaddr_in: prot; did you mean port?'),
  )
})

test('an address may inherit its keys, from a class or a prototype', () => {
  class Place {
    readonly #port = 80
    get family() {
      return 'AF_INET' as const
    }
    get address() {
      return '127.0.0.1'
    }
    get port() {
      return this.#port
    }
  }
  const plain = { family: 'AF_INET', address: '127.0.0.1', port: 80 } as const
  const inheriting = Object.create(plain) as typeof plain
  const bytes = encodeAddress(plain, platform)

  for (const address of [new Place(), inheriting])
    assert.deepEqual(encodeAddress(toAddress(address, platform), platform), bytes)
})

/** The value of an option whose bytes are all 0, if there is one. */
function ofZeroes({ codec }: ReturnType<typeof everyOption>[number]): unknown {
  try {
    return codec.decode(new Uint8Array(Math.min(codec.maxSize(platform), 4096)), platform)
  } catch {
    return undefined
  }
}

type Path = readonly string[]
type Plain = Readonly<Record<string, unknown>>

/** The paths of objects in a value. */
function objectsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  const entries = Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined)
  const within = entries.flatMap(([key, inner]) => objectsIn(inner, [...path, key]))
  return Array.isArray(value) ? within : [path, ...within]
}

function at(value: unknown, path: Path): Plain {
  return path.reduce((object, key) => object[key] as Plain, value as Plain)
}

/** The value with one of its objects replaced. */
function changed(value: unknown, [key, ...path]: Path, change: (object: Plain) => Plain): unknown {
  if (key === undefined) return change(value as Plain)
  const inner = changed((value as Plain)[key], path, change)
  return Array.isArray(value)
    ? (value as unknown[]).with(Number(key), inner)
    : { ...(value as Plain), [key]: inner }
}

/** The value without a key, or with another value for it. */
function without(value: unknown, path: Path, key: string, ...instead: unknown[]): unknown {
  return changed(value, path, (object) => {
    const others = Object.entries(object).filter(([each]) => each !== key)
    return Object.fromEntries([...others, ...instead.map((one) => [key, one] as const)])
  })
}

/** The value with getters that count accesses to its keys. */
function counting(value: unknown, counts: Map<string, number>, path = ''): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((one, i) => counting(one, counts, `${path}[${i}]`))
  const object = {}
  for (const [key, inner] of Object.entries(value)) {
    const seen = counting(inner, counts, `${path}.${key}`)
    Object.defineProperty(object, key, {
      enumerable: true,
      get() {
        counts.set(`${path}.${key}`, (counts.get(`${path}.${key}`) ?? 0) + 1)
        return seen
      },
    })
  }
  return object
}

function says(key: string): RegExp {
  return new RegExp(`\\b${key}\\b`)
}
