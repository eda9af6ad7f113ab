import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  constants,
  resolve,
  type ResolveHints,
  resolveSync,
  reverse,
  reverseSync,
} from '../../src/index.ts'
import { show } from '../../src/codec/show.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { silentServer } from '../support/silent-server.ts'

type Question = [
  host: string | null,
  service?: string | number | null,
  hints?: ResolveHints & { timeout?: number },
]

/** Makes a call of either form return a promise, which rejects if the call throws. */
function promised<A extends unknown[], T>(call: (...given: A) => T | Promise<T>) {
  return async (...given: A): Promise<T> => await call(...given)
}

function codeOf(error: unknown): string {
  return (error as { code: string }).code
}

/** Both forms of the look-up. */
const lookUps = [
  { name: 'awaited', ask: promised(resolve) },
  { name: 'blocking', ask: promised(resolveSync) },
]
const reverses = [
  { name: 'awaited', ask: promised(reverse) },
  { name: 'blocking', ask: promised(reverseSync) },
]

const { AI_NUMERICHOST, AI_NUMERICSERV, AI_PASSIVE, AI_V4MAPPED, AI_CANONNAME } = constants
const refusals: { of: Question; code: string }[] = [
  { of: ['localhost', 80, { flags: AI_NUMERICHOST }], code: 'EAI_NONAME' },
  { of: ['127.0.0.1', 'nosvc'], code: 'EAI_SERVICE' },
  { of: ['127.0.0.1', 'http', { flags: AI_NUMERICSERV }], code: 'EAI_NONAME' },
  { of: [null, null], code: 'EAI_NONAME' },
  { of: [null], code: 'EAI_NONAME' },
  { of: ['127.0.0.1', 80, { family: 99 }], code: 'EAI_FAMILY' },
  { of: ['127.0.0.1', 80, { type: 99 }], code: 'EAI_SOCKTYPE' },
  { of: ['::1', 80, { family: 'AF_INET' }], code: 'EAI_ADDRFAMILY' },
  { of: ['127.0.0.1', 80, { flags: 1 << 20 }], code: 'EAI_BADFLAGS' },
  { of: ['fe80::1%no-such-interface', 80], code: 'EAI_NONAME' },
  { of: ['2001:db8::1%lo', 80], code: 'EAI_NONAME' },
  { of: ['', 80], code: 'EAI_NONAME' },
]

for (const { name, ask } of lookUps) {
  for (const { of, code } of refusals) {
    test(`a look-up of ${JSON.stringify(of)} is refused with ${code}: ${name}`, async () => {
      const [host, service] = of

      const refused = ask(...of)

      const address = host ?? service ?? undefined
      await assert.rejects(refused, {
        ...{ name: 'SocketError', syscall: 'getaddrinfo', code, errno: 0 },
        ...(address !== undefined && { address: String(address) }),
      })
    })
  }

  test(`a numeric host has one answer per type, in the system’s order: ${name}`, async () => {
    const answers = await ask('127.0.0.1', 80)

    const address = { family: 'AF_INET', address: '127.0.0.1', port: 80 }
    assert.deepEqual(answers, [
      { family: 'AF_INET', type: 'SOCK_STREAM', protocol: constants.IPPROTO_TCP, address },
      { family: 'AF_INET', type: 'SOCK_DGRAM', protocol: constants.IPPROTO_UDP, address },
      { family: 'AF_INET', type: 'SOCK_RAW', protocol: 0, address },
    ])
  })

  test(`a type and a protocol narrow the answers: ${name}`, async () => {
    const byType = await ask('::1', 80, { type: 'SOCK_DGRAM' })
    const byProtocol = await ask('::1', 80, { protocol: 'IPPROTO_TCP' })

    const address = { family: 'AF_INET6', address: '::1', port: 80 }
    const { IPPROTO_UDP, IPPROTO_TCP } = constants
    assert.deepEqual(byType, [
      { family: 'AF_INET6', type: 'SOCK_DGRAM', protocol: IPPROTO_UDP, address },
    ])
    assert.deepEqual(byProtocol[0], {
      ...{ family: 'AF_INET6', type: 'SOCK_STREAM', protocol: IPPROTO_TCP, address },
    })
  })

  test(`an IPv4 address is mapped when the family is AF_INET6: ${name}`, async () => {
    const hints = { family: 'AF_INET6', type: 'SOCK_STREAM', flags: AI_V4MAPPED } as const

    const [answer] = await ask('127.0.0.1', 80, hints)

    assert.deepEqual(answer?.address, { family: 'AF_INET6', address: '::ffff:127.0.0.1', port: 80 })
  })

  test(`without a host the result is this machine, or all of its addresses if passive: ${name}`, async () => {
    const hosts = async (flags: number) => {
      const answers = await ask(null, 80, { type: 'SOCK_STREAM', flags })
      return answers.map(({ address }) => ('address' in address ? address.address : '')).sort()
    }

    assert.deepEqual(await hosts(0), ['127.0.0.1', '::1'])
    assert.deepEqual(await hosts(AI_PASSIVE), ['0.0.0.0', '::'])
  })

  test(`a service is a number, its text, or a name: ${name}`, async () => {
    const portOf = async (service?: string | number | null) => {
      const [answer] = await ask('127.0.0.1', service, { type: 'SOCK_STREAM' })
      return answer && 'port' in answer.address ? answer.address.port : undefined
    }

    assert.equal(await portOf(65535), 65535)
    assert.equal(await portOf('8080'), 8080)
    assert.equal(await portOf(null), 0)
    assert.equal(await portOf(), 0)
    const byName = await portOf('http').catch(codeOf)
    assert.ok(
      byName === 80 || byName === 'EAI_SERVICE',
      'EAI_SERVICE where there is no /etc/services',
    )
  })

  test(`the canonical name comes with the first answer: ${name}`, async () => {
    const [first, second] = await ask('127.0.0.1', 80, { flags: AI_CANONNAME })

    assert.equal(first?.canonicalName, '127.0.0.1')
    assert.ok(second && !('canonicalName' in second))
  })

  test(`a name that is not ASCII is looked up in its IDNA form: ${name}`, async () => {
    const flags = AI_NUMERICHOST // queries no name server

    await assert.rejects(ask('bücher.invalid', 80, { flags }), { address: 'xn--bcher-kva.invalid' })
    await assert.rejects(ask('☕.invalid', 80, { flags }), { address: 'xn--53h.invalid' })
    await assert.rejects(ask('a b\u{3000}ü', 80, { flags }), { code: 'EAI_NONAME' })
  })

  test(`digits of other scripts make the address that IDNA maps them to: ${name}`, async () => {
    const [answer] = await ask('１２７.0.0.1', 80, { type: 'SOCK_STREAM' })

    assert.deepEqual(answer?.address, { family: 'AF_INET', address: '127.0.0.1', port: 80 })
  })

  test(`an invalid host, service or hint is refused before any look-up: ${name}`, async () => {
    for (const host of [42, {}, [], true]) await assert.rejects(ask(host as never, 80), TypeError)
    for (const service of [{}, true, 80n]) {
      await assert.rejects(ask('127.0.0.1', service as never), TypeError)
    }
    await assert.rejects(ask('127.0.0.1', 80, { family: 'AF_NOWHERE' as never }), TypeError)
    await assert.rejects(ask('127.0.0.1', 80, { type: 1.5 }), RangeError)
    await assert.rejects(ask('127.0.0.1', 80, { flags: '1' as never }), TypeError)
    await assert.rejects(ask('127.0.0.1', Number.NaN), RangeError)
  })
}

/** Numbers to strtoul(3), which would look up another port: 4464 for `'+70000'`, 0 for `''`. */
const notPlain = [
  '',
  '+80',
  '+70000',
  '-1',
  '-0',
  ' 80',
  ' 70000',
  '\t80',
  '\n80',
  ' +80',
  '\v-65456',
]

for (const { name, ask } of lookUps) {
  test(`a port as text consists of digits, and never wraps: ${name}`, async () => {
    for (const service of notPlain) {
      await assert.rejects(ask('127.0.0.1', service), (error: Error) => {
        return error instanceof TypeError && error.message.endsWith(`not ${show(service)}`)
      })
      await assert.rejects(ask(null, service), TypeError)
    }
    for (const service of ['65536', '70000', '9'.repeat(30)]) {
      await assert.rejects(ask('127.0.0.1', service), RangeError)
    }
    for (const service of [
      '80 ',
      '0x50',
      '8_0',
      '٨٠',
      '+',
      '-',
      ' ',
      '80.0',
      '1e3',
      'no-such-service',
    ]) {
      await assert.rejects(ask('127.0.0.1', service), { code: 'EAI_SERVICE' })
    }
    const [answer] = await ask('127.0.0.1', '00080', { type: 'SOCK_STREAM' })
    assert.deepEqual(answer?.address, { family: 'AF_INET', address: '127.0.0.1', port: 80 })
  })

  test(`with a timeout of 0 only what needs no look-up is answered: ${name}`, async () => {
    const refused = { name: 'SocketError', syscall: 'getaddrinfo', code: 'EAGAIN' }
    const terms = { timeout: 0, type: 'SOCK_STREAM' } as const

    await assert.rejects(ask('name.invalid', 80, terms), refused)
    await assert.rejects(ask('127.0.0.1', 'http', terms), refused)
    for (const host of ['127.0.0.1', '::1', null]) {
      const [answer] = await ask(host, '80', terms)
      assert.ok(answer && 'port' in answer.address && answer.address.port === 80)
    }
    await assert.rejects(ask('127.0.0.1', 80, { ...terms, timeout: -1 }), RangeError)
  })
}

for (const { name, ask } of reverses) {
  test(`with a timeout of 0 an address is returned as numbers only: ${name}`, async () => {
    const flags = constants.NI_NUMERICHOST | constants.NI_NUMERICSERV
    const refused = { name: 'SocketError', syscall: 'getnameinfo', code: 'EAGAIN' }

    await assert.rejects(ask('127.0.0.1:80', { timeout: 0 }), refused)
    const numbers = await ask('127.0.0.1:80', { timeout: 0, flags })
    assert.deepEqual(numbers, { host: '127.0.0.1', service: '80' })
  })
}

for (const { name, ask } of reverses) {
  test(`an address is returned as numbers on request: ${name}`, async () => {
    const flags = constants.NI_NUMERICHOST | constants.NI_NUMERICSERV

    assert.deepEqual(await ask('127.0.0.1:80', { flags }), { host: '127.0.0.1', service: '80' })
    assert.deepEqual(await ask('[2001:db8::1]:9', { flags }), { host: '2001:db8::1', service: '9' })
  })

  test(`an address without a name is an error where one is required: ${name}`, async () => {
    const flags = constants.NI_NUMERICHOST | constants.NI_NAMEREQD

    await assert.rejects(ask('127.0.0.1:80', { flags }), {
      ...{ name: 'SocketError', syscall: 'getnameinfo', address: '127.0.0.1' },
      code: /^EAI_(NONAME|BADFLAGS)$/,
    })
  })

  test(`an address of a family without names is EAI_FAMILY: ${name}`, async () => {
    const address = { family: constants.AF_X25, bytes: Uint8Array.of(9, 0, 1, 2) }

    await assert.rejects(ask(address), { code: 'EAI_FAMILY', syscall: 'getnameinfo' })
    await assert.rejects(ask('localhost:80'), TypeError)
    await assert.rejects(ask({ family: 'AF_INET', address: '127.0.0.1', port: 70000 }), RangeError)
  })
}

test('a numeric address needs no thread, and is returned immediately', async () => {
  const seen: string[] = []
  const answered = resolve('127.0.0.1', 80).then(() => seen.push('the answer'))

  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  seen.push('ten microtasks')
  await answered

  assert.deepEqual(seen, ['the answer', 'ten microtasks'])
})

const name = 'name.invalid'
const waits: { what: string; begin: (signal: AbortSignal) => Promise<unknown> }[] = [
  { what: 'resolve', begin: (signal) => resolve(name, 80, { signal }) },
  { what: 'reverse', begin: (signal) => reverse('127.0.0.1:80', { signal }) },
]

for (const { what, begin } of waits) {
  test(`${what} ends when it is aborted, whatever the system’s resolver does`, async () => {
    const controller = new AbortController()
    const reason = new Error('enough')

    const waiting = begin(controller.signal)
    controller.abort(reason)

    await assert.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR', cause: reason })
  })

  test(`${what} with an aborted signal starts no look-up`, async () => {
    await assert.rejects(begin(AbortSignal.abort('late')), { name: 'AbortError', cause: 'late' })
  })
}

test('a numeric look-up respects an aborted signal too', async () => {
  const signal = AbortSignal.abort()

  await assert.rejects(resolve('127.0.0.1', 80, { signal }), { name: 'AbortError' })
})

test('an invalid timeout is refused', async () => {
  await assert.rejects(resolve(name, 80, { timeout: -1 }), RangeError)
  await assert.rejects(resolve('127.0.0.1', 80, { timeout: -1 }), RangeError)
  await assert.rejects(resolve(name, 80, { timeout: '1' as never }), TypeError)
  await assert.rejects(reverse('127.0.0.1:80', { timeout: Number.NaN }), RangeError)
})

test('a deadline ends a look-up whose name server is silent', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, resolve, reverse, connect }) => {
      const server = new Socket('AF_INET', 'SOCK_DGRAM')
      server.bind('127.0.0.1:53')
      const outcomeOf = async (start: () => Promise<unknown>) => {
        const begun = performance.now()
        const code = await start().then(
          String,
          (error: unknown) => (error as { code: string }).code,
        )
        return { code, held: performance.now() - begun >= 50 }
      }
      const controller = new AbortController()
      setTimeout(() => {
        controller.abort()
      }, 50)
      const { signal } = controller
      const outcomes = await Promise.all([
        outcomeOf(() => resolve('name.example', 80, { timeout: 50 })),
        outcomeOf(() => connect({ host: 'name.example', port: 80, timeout: 50 })),
        outcomeOf(() => reverse('192.0.2.1:80', { timeout: 50 })),
        outcomeOf(() => resolve('another.example', 80)),
      ])
      const aborted = await resolve('name.example', 80, { signal }).catch(
        (error: unknown) => (error as Error).name,
      )
      server.close()
      return { outcomes, aborted }
    },
    { network: silentServer('timeout:1 attempts:1') },
  )

  assert.equal(errors, '')
  assert.deepEqual(result, {
    outcomes: [
      { code: 'ERR_SOCKET_TIMEOUT', held: true },
      { code: 'ERR_SOCKET_TIMEOUT', held: true },
      { code: 'ERR_SOCKET_TIMEOUT', held: true },
      { code: 'EAI_AGAIN', held: true },
    ],
    aborted: 'AbortError',
  })
})
