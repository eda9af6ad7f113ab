import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import {
  type AsyncWaitOptions,
  connect,
  connectSync,
  constants,
  listen,
  resolve,
  resolveSync,
  reverse,
  reverseSync,
  Socket,
  SocketTimeoutError,
} from '../../src/index.ts'
import { race, raceSync } from '../../src/socket/connect/happy-eyeballs.ts'
import { asResolved } from '../../src/socket/resolve.ts'
import { closing, nameOf } from '../support/kinds.ts'
import { noUnansweringPeer, unansweringPeer } from '../support/unanswering-peer.ts'

// Calls that look names up, or try several addresses, after their deadline.

const AT_DEADLINE = {
  name: 'SocketTimeoutError',
  code: 'ERR_SOCKET_TIMEOUT',
  errno: 0,
  message: /timed out at its deadline/,
}

/** A time in the past. */
const past = (): { deadline: number } => ({ deadline: performance.now() - 1 })

const lookups: Record<string, (host: string, options: AsyncWaitOptions) => unknown> = {
  resolve: async (host, options) => resolve(host, 80, options),
  resolveSync: (host, options) => resolveSync(host, 80, options),
  reverse: async (host, options) =>
    reverse('127.0.0.1:80', { ...options, flags: host === 'localhost' ? 0 : NUMBERS }),
  reverseSync: (host, options) =>
    reverseSync('127.0.0.1:80', { ...options, flags: host === 'localhost' ? 0 : NUMBERS }),
}
const NUMBERS = constants.NI_NUMERICHOST | constants.NI_NUMERICSERV

for (const [name, look] of Object.entries(lookups)) {
  test(`after its deadline a look-up returns only what is numeric: ${name}`, async () => {
    await assert.rejects(async () => await look('localhost', past()), AT_DEADLINE)

    await look('127.0.0.1', past())
  })
}

test('a name has no time to be looked up after the deadline of connect or listen', async () => {
  const target = { host: 'localhost', port: 9 }
  const late = { ...AT_DEADLINE, syscall: 'getaddrinfo' }

  await assert.rejects(connect(target, past()), { ...late, address: 'localhost', port: 9 })
  await assert.rejects(connect({ ...target, ...past() }), late)
  assert.throws(() => connectSync(target, past()), late)
  assert.throws(() => connectSync({ ...target, ...past() }), late)
  await assert.rejects(listen({ host: 'localhost' }, past()), late)
})

const races = {
  awaited: race,
  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, like the awaited form
  blocking: async (...args: Parameters<typeof raceSync>) => raceSync(...args),
}

for (const [name, run] of Object.entries(races)) {
  test(`after the deadline each address is tried once, and the error has their errors: ${name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const refusing = asResolved({ abstract: 'nobody' })
    const silent = asResolved(unansweringPeer(t))
    const listener = closing(t, new Socket('AF_UNIX'))
    listener.bind({ abstract: '' })
    listener.listen()
    const open = ({ family }: typeof silent) => new Socket(family as 'AF_INET')
    const limits = { timeout: null, deadline: 0 }

    const error: unknown = await run([refusing, silent], open, limits).catch(
      (failure: unknown) => failure,
    )
    const found = await run([refusing, silent, asResolved(nameOf(listener))], open, limits)

    assert.ok(error instanceof SocketTimeoutError)
    const codes = error.errors?.map((one) => (one as { code?: string }).code)
    assert.deepEqual(codes, ['ECONNREFUSED'])
    assert.equal(found.family, 'AF_UNIX')
    found.close()
    await assert.rejects(run([refusing], open, limits), { code: 'ECONNREFUSED' })
  })
}
