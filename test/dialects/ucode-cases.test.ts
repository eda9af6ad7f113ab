// Runs the cases recorded from the original (ucode-cases.json), and those from its tables: of every
// option (ucode-options.json) and everything else (ucode-rules.json). Every case is a program.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { after, afterEach, beforeEach, suite, test } from 'node:test'
import { inspect } from 'node:util'
import { compileFunction } from 'node:vm'
import * as dialect from '../../src/dialects/ucode.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'
import { workInFolder } from '../support/folder.ts'

interface Case {
  /** The label of the code that runs first. */
  readonly begins?: keyof typeof BEGINNINGS
  /** The program. Its value is that of its last statement. */
  readonly call: string
  /** The expected value, as an expression; `*` is any number, `<socket>` a socket. */
  readonly result?: string
  /** The expected exception, instead of a value. */
  readonly throws?: string
  /** The expected `error(true)` and `error()` afterwards; null if omitted. */
  readonly code?: number
  readonly error?: string
  /** The result on older kernels, without an error. */
  readonly before?: { readonly linux: string; readonly result: string }
  readonly needs?: keyof typeof LACKS
}

interface Section {
  readonly section: string
  readonly title: string
  readonly cases: readonly Case[]
}

const sections = ['ucode-cases.json', 'ucode-options.json', 'ucode-rules.json'].flatMap(
  (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Section[],
)

const FIXTURES = `
  const tcp = () => create(), nb = () => create(AF_INET, SOCK_STREAM + SOCK_NONBLOCK)
  const udp = () => create(AF_INET, SOCK_DGRAM), udp6 = () => create(AF_INET6, SOCK_DGRAM)
  const unix = () => create(AF_UNIX), lis = () => listen('127.0.0.1', 0)
  const conn = () => {
    const l = lis(), c = connect('127.0.0.1', l.sockname().port)
    return [c, l.accept(), l]
  }
  const or = (value) => value ?? error(true)
  const bound = (make, address) => [make(), make()].map((s) => (s.bind(address), s))
  const udps = () => bound(udp, '127.0.0.1:0'), udps6 = () => bound(udp6, '[::1]:0')`

const BEGINNINGS = {
  dg: 'const p = pair(SOCK_DGRAM), a = p[0], b = p[1]',
  st: 'const p = pair(), a = p[0], b = p[1]',
  up: 'const p = udps(), u = p[0], v = p[1], ua = u.sockname()',
  up6: 'const p = udps6(), u = p[0], v = p[1], ua = u.sockname()',
  ua: 'const u = unix(), c = unix(), o = {x: 1}; u.bind("T/a"); u.listen(); c.connect("T/a"); const a = u.accept(o)',
  full: 'const l = listen("127.0.0.1", 0, null, 0), P = l.sockname().port, keep = [0, 1, 2, 3].map(() => { const k = nb(); k.connect("127.0.0.1", P); return k }); poll(30000, [l, POLLIN])',
  cn: 'const cnAll = conn(), cn = cnAll[0]',
}

/** Whether this machine or this user lacks what a program needs. */
const LACKS = {
  'automatic flow labels': () => !labelsFlows(),
  // Some kernels read it and refuse to set it.
  IPV6_ADDRFORM: () => !changesFamily(),
  CAP_NET_RAW: () => !may((s) => s.create(s.AF_PACKET, s.SOCK_RAW)),
  CAP_NET_ADMIN: () =>
    !may(
      (s) => s.create(),
      (s) => [s.SOL_SOCKET, s.SO_MARK, 1],
    ),
}

const ANYTHING = Symbol('*')
const SOCKET = Symbol('<socket>')

workInFolder({ after })

suite('programs of ucode', { skip: cannotCount }, () => {
  let open: string[]

  beforeEach(() => {
    rmSync('T', { recursive: true, force: true })
    mkdirSync('T')
    open = openSockets()
  })

  afterEach(() => {
    // A program leaves its sockets to the garbage collector.
    for (const one of openSockets().filter((other) => !open.includes(other))) {
      dialect.open(Number.parseInt(one, 10))?.close()
    }
  })

  for (const { section, title, cases } of sections) {
    for (const recorded of cases) {
      const { begins, call } = recorded
      const name = `${section} ${title}: ${begins ? `${begins}: ` : ''}${call}`
      test(name, { skip: whyNot(recorded) }, () => {
        const expected = expectedOf(recorded)

        const outcome = evaluate(recorded)

        assert.ok(
          same(outcome.value, expected.value),
          `${inspect(outcome, { depth: 9 })} is not ${inspect(expected, { depth: 9 })}`,
        )
        assert.deepEqual([outcome.code, outcome.error], [expected.code, expected.error])
      })
    }
  }
})

interface Outcome {
  value: unknown
  code: unknown
  error: unknown
}

function evaluate({ begins, call, throws }: Case): Outcome {
  const statements = `${begins ? `${BEGINNINGS[begins]}; ` : ''}${call}`
  const names = Object.keys(dialect).filter((name) => name !== 'default')
  const program = `'use strict'; ${FIXTURES}; return {value: eval(${JSON.stringify(statements)})}`
  const run = compileFunction(program, [...names, 'descriptors']) as (...args: unknown[]) => Outcome
  const values = names.map((name) => (dialect as Record<string, unknown>)[name])
  dialect.strerror(0) // clears the error of an earlier case
  if (throws !== undefined) {
    assert.throws(() => run(...values, openDescriptors), new Error(throws))
    return { value: undefined, code: dialect.error(true), error: dialect.error() }
  }
  const { value } = run(...values, openDescriptors)
  return { value, code: dialect.error(true), error: dialect.error() }
}

function expectedOf({ result, before: older, ...failure }: Case): Outcome {
  const { code = null, error = null }: { code?: number | null; error?: string | null } = failure
  if (older && isOlder(older.linux)) return { value: parse(older.result), code: null, error: null }
  return { value: result === undefined ? undefined : parse(result), code, error }
}

function parse(result: string): unknown {
  const expression = result.replace(/<socket>/g, 'SOCKET').replace(/:\*/g, ':ANYTHING')
  return (
    compileFunction(`return (${expression})`, ['SOCKET', 'ANYTHING']) as (
      ...args: symbol[]
    ) => unknown
  )(SOCKET, ANYTHING)
}

/** Whether the values are equal, including the order of object keys. */
function same(value: unknown, expected: unknown): boolean {
  if (expected === ANYTHING) return typeof value === 'number'
  if (expected === SOCKET) return /^<socket 0x[0-9a-f]+>$/.test(String(value))
  if (typeof expected !== 'object' || expected === null) return Object.is(value, expected)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(expected) !== Array.isArray(value)) return false
  const [entries, wanted] = [Object.entries(value), Object.entries(expected)]
  return (
    entries.length === wanted.length &&
    entries.every(([key, one], i) => key === wanted[i]?.[0] && same(one, wanted[i][1]))
  )
}

function isOlder(linux: string): boolean {
  const [wanted, has] = [linux, release()].map((version) => version.split('.').map(Number))
  const [major = 0, minor = 0] = wanted ?? []
  const [hasMajor = 0, hasMinor = 0] = has ?? []
  return hasMajor < major || (hasMajor === major && hasMinor < minor)
}

function whyNot({ call, begins, needs }: Case): string | false {
  if (process.platform !== 'linux') return 'was recorded on Linux'
  const raw = /AF_PACKET, SOCK_RAW|IPV6_HOPOPTS, "|SOCK_RAW\)\.bind/.test(call)
  const lacking = needs ?? (raw ? 'CAP_NET_RAW' : undefined)
  if (lacking && LACKS[lacking]()) return `needs ${lacking}`
  return begins === 'up6' && !hasIPv6() && 'needs IPv6'
}

function may(
  make: (socket: typeof dialect.default) => dialect.Socket | null,
  option?: (socket: typeof dialect.default) => [level: number, option: number, value: number],
): boolean {
  const socket = make(dialect.default)
  const done = option ? socket?.setopt(...option(dialect.default)) : socket
  socket?.close()
  return Boolean(done)
}

function changesFamily(): boolean {
  return may(
    (s) => {
      const socket = s.create(s.AF_INET6, s.SOCK_DGRAM)
      socket?.connect('[::ffff:127.0.0.1]:1')
      return socket
    },
    (s) => [s.IPPROTO_IPV6, s.IPV6_ADDRFORM, s.AF_INET],
  )
}

function labelsFlows(): boolean {
  try {
    return readFileSync('/proc/sys/net/ipv6/auto_flowlabels', 'utf8').trim() === '1'
  } catch {
    return false
  }
}

function hasIPv6(): boolean {
  const socket = dialect.create(dialect.AF_INET6, dialect.SOCK_DGRAM)
  const bound = socket?.bind('[::1]:0') === true
  socket?.close()
  return bound
}
