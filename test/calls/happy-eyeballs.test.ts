import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { type TestContext, test } from 'node:test'
import { type Address, constants, formatAddress, Socket, SocketError } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { interleave } from '../../src/socket/connect/attempt-schedule.ts'
import { type SocketOpener, race, raceSync } from '../../src/socket/connect/happy-eyeballs.ts'
import type { Resolved } from '../../src/socket/resolve.ts'
import { arrived } from '../support/arrived.ts'
import { unansweringPeer, noUnansweringPeer, closedPort } from '../support/unanswering-peer.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing, loopback, nameOf } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { twoAddresses } from '../support/two-addresses.ts'

const { ECONNREFUSED, F_GETFL, O_NONBLOCK } = constants
const CONNECTION_ATTEMPT_DELAY = 250
/** Tolerance in milliseconds, because two clocks are compared. */
const PRECISION = 1

/** The two forms of race. */
const races: readonly { name: string; race: typeof race }[] = [
  { name: 'awaited', race },
  {
    name: 'blocking',
    race: (candidates, open, limits) =>
      new Promise((resolve) => {
        resolve(raceSync(candidates, open, limits))
      }),
  },
]

test('families alternate, and otherwise keep the order of the system', () => {
  const from = (text: string): Resolved[] =>
    text.split(' ').map((name) => ({
      ...candidate({
        family: name.startsWith('6') ? 'AF_INET6' : 'AF_INET',
        address: name,
        port: 1,
      }),
    }))
  const turns = (text: string): string =>
    interleave(from(text))
      .map(({ address }) => ('address' in address ? address.address : ''))
      .join(' ')

  assert.equal(turns('6a 6b 6c 4a 4b'), '6a 4a 6b 4b 6c')
  assert.equal(turns('4a 6a 6b 6c'), '4a 6a 6b 6c')
  assert.equal(turns('4a 4b 4c'), '4a 4b 4c')
  assert.equal(turns('6a'), '6a')
  assert.deepEqual(interleave([]), [])
})

test('the first address is tried even if the time has already passed', async (t) => {
  const { signal } = new AbortController()
  const slow = {
    aborted: false,
    addEventListener(...event: Parameters<AbortSignal['addEventListener']>) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
      signal.addEventListener(...event)
    },
    removeEventListener: signal.removeEventListener.bind(signal),
  }
  const opened: string[] = []

  using winner = await race([candidate(listening(t))], noting(opened), {
    timeout: 5,
    signal: slow as unknown as AbortSignal,
  })

  assert.equal(winner.closed, false)
  assert.equal(opened.length, 1)
})

for (const form of races) {
  test(`the second address wins when the first is silent, 250 ms later, and the loser is closed: ${form.name}`, {
    skip: noUnansweringPeer || cannotCount,
  }, async (t) => {
    const candidates = [unansweringPeer(t), listening(t)].map(candidate)
    const opened: string[] = []
    const before = openSockets()
    const start = performance.now()

    using winner = await form.race(candidates, noting(opened), { timeout: PATIENCE })

    assert.ok(performance.now() - start >= CONNECTION_ATTEMPT_DELAY - PRECISION, 'not before')
    assert.deepEqual(winner.remoteAddress, candidates[1]?.address)
    assert.deepEqual(opened, texts(candidates))
    assert.deepEqual(openSockets().length, before.length + 1)
  })

  test(`the winner waits by default, and works: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const listener = listeningSocket(t)
    const candidates = [unansweringPeer(t), nameOf(listener)].map(candidate)

    using winner = await form.race(candidates, noting([]), { timeout: PATIENCE })

    assert.equal(winner.timeout, null)
    assert.equal(calls.fcntl(winner.fd, F_GETFL, 0) & O_NONBLOCK, 0)
    using accepted = listener.acceptSync()
    accepted.sendSync('hello')
    assert.equal(winner.recvSync().toString(), 'hello')
  })

  test(`a failure starts the next attempt immediately: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const candidates = [...tooManyToTakeTurns(), listening(t)].map(candidate)
    const opened: string[] = []
    const before = openSockets()

    using winner = await form.race(candidates, noting(opened), { timeout: PATIENCE })

    assert.deepEqual(winner.remoteAddress, candidates.at(-1)?.address)
    assert.deepEqual(opened, texts(candidates))
    assert.equal(openSockets().length, before.length + 1)
  })

  test(`a failure starts the next attempt immediately while another is silent: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const addresses = [unansweringPeer(t), ...tooManyToTakeTurns(), listening(t)]
    const candidates = addresses.map(candidate)

    using winner = await form.race(candidates, noting([]), { timeout: PATIENCE })

    assert.deepEqual(winner.remoteAddress, candidates.at(-1)?.address)
  })

  test(`the first to answer wins, and the rest are never tried: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const candidates = [listening(t), listening(t), closedPort()].map(candidate)
    const opened: string[] = []
    const before = openSockets()

    using winner = await form.race(candidates, noting(opened), { timeout: null })

    assert.deepEqual(winner.remoteAddress, candidates[0]?.address)
    assert.deepEqual(opened, texts(candidates).slice(0, 1))
    assert.equal(openSockets().length, before.length + 1)
  })

  test(`an attempt that is silent at first still wins when the later ones fail: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const slow = listeningSocket(t, 0)
    using filling = new Socket()
    filling.connectSync(nameOf(slow))
    arrived(slow)
    const candidates = [nameOf(slow), closedPort()].map(candidate)
    // The backlog has space from the second attempt on; the kernel retransmits the
    // SYN after a second.
    const makeRoom = once(() => {
      slow.acceptSync().close()
    })
    const open: SocketOpener = (which) => {
      if (which === candidates[1]) makeRoom()
      return noting([])(which)
    }

    using winner = await form.race(candidates, open, { timeout: PATIENCE })

    assert.deepEqual(winner.remoteAddress, candidates[0]?.address)
  })

  test(`a single address that fails throws its own error: ${form.name}`, async () => {
    const address = closedPort()

    const raced = form.race([candidate(address)], noting([]), { timeout: null })

    await assert.rejects(raced, {
      name: 'SocketError',
      code: 'ECONNREFUSED',
      errno: -ECONNREFUSED,
      syscall: 'connect',
      port: portIn(address),
    })
  })

  test(`several failures throw one error with every attempt and its address: ${form.name}`, {
    skip: cannotCount,
  }, async () => {
    const addresses = [closedPort('AF_INET6'), closedPort(), closedPort()]
    const before = openSockets()

    const error = await failureOf(
      form.race(addresses.map(candidate), noting([]), { timeout: null }),
      AggregateError,
    )

    assert.equal(Reflect.get(error, 'code'), 'ECONNREFUSED')
    assert.deepEqual(
      error.errors.map((each: unknown) => {
        assert.ok(each instanceof SocketError)
        return [each.code, each.address, each.port]
      }),
      addresses.map((address) => [
        'ECONNREFUSED',
        'address' in address ? address.address : '',
        portIn(address),
      ]),
    )
    for (const address of addresses) assert.match(error.message, new RegExp(`${portIn(address)}`))
    assert.deepEqual(openSockets(), before)
  })

  test(`a socket that cannot be created is one more failure: ${form.name}`, async (t) => {
    const candidates = [closedPort(), listening(t)].map(candidate)
    const open: SocketOpener = (which) => {
      if (which === candidates[0]) throw new Error('no such socket')
      return noting([])(which)
    }

    using winner = await form.race(candidates, open, { timeout: null })

    assert.deepEqual(winner.remoteAddress, candidates[1]?.address)
  })

  test(`nothing to try is an error too: ${form.name}`, async () => {
    const error = await failureOf(form.race([], noting([]), { timeout: null }), AggregateError)

    assert.deepEqual(error.errors, [])
  })

  test(`all attempts share one deadline, and none of them stays open: ${form.name}`, {
    skip: noUnansweringPeer || cannotCount,
  }, async (t) => {
    const candidates = [unansweringPeer(t), unansweringPeer(t), unansweringPeer(t, 'AF_INET6')].map(
      candidate,
    )
    const opened: string[] = []
    const before = openSockets()
    const start = performance.now()

    const raced = form.race(candidates, noting(opened), { timeout: 400 })

    await assert.rejects(raced, { name: 'SocketTimeoutError', syscall: 'connect' })
    assert.ok(performance.now() - start >= 400, 'not before')
    assert.ok(opened.length >= 2, 'the second was tried')
    assert.deepEqual(openSockets(), before)
  })

  test(`an attempt that connects to itself is a failure: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const itself = closedPort()
    const candidates = [itself, listening(t)].map(candidate)
    const before = openSockets()
    const open: SocketOpener = (which) => {
      const socket = noting([])(which)
      if (which === candidates[0]) socket.bind(itself)
      return socket
    }

    using winner = await form.race(candidates, open, { timeout: null })

    assert.deepEqual(winner.remoteAddress, candidates[1]?.address)
    assert.equal(openSockets().length, before.length + 1)
  })
}

test('an abort in the middle closes every attempt', {
  skip: noUnansweringPeer || cannotCount,
}, async (t) => {
  const candidates = [unansweringPeer(t), unansweringPeer(t), listening(t)].map(candidate)
  const controller = new AbortController()
  const opened: string[] = []
  const before = openSockets()
  const open: SocketOpener = (which) => {
    const socket = noting(opened)(which)
    if (opened.length === 2)
      queueMicrotask(() => {
        controller.abort('enough')
      })
    return socket
  }

  const raced = race(candidates, open, { timeout: null, signal: controller.signal })

  await assert.rejects(raced, { name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
  assert.deepEqual(opened, texts(candidates).slice(0, 2))
  assert.deepEqual(openSockets(), before)
})

test('an abort while a socket is being opened closes that socket too', {
  skip: cannotCount,
}, async (t) => {
  const candidates = [listening(t), listening(t)].map(candidate)
  const controller = new AbortController()
  const opened: string[] = []
  const before = openSockets()
  const open: SocketOpener = (which) => {
    const socket = noting(opened)(which)
    controller.abort('enough')
    return socket
  }

  const raced = race(candidates, open, { timeout: null, signal: controller.signal })

  await assert.rejects(raced, { name: 'AbortError', cause: 'enough' })
  assert.deepEqual(opened, texts(candidates).slice(0, 1))
  assert.deepEqual(openSockets(), before)
})

test('an attempt whose socket is closed by others does not stop the race', async (t) => {
  const candidates = [closedPort(), listening(t)].map(candidate)
  const open: SocketOpener = (which) => {
    const socket = noting([])(which)
    if (which === candidates[0]) socket.close()
    return socket
  }

  using winner = await race(candidates, open, { timeout: null })

  assert.deepEqual(winner.remoteAddress, candidates[1]?.address)
})

for (const name of ['connect', 'connectSync'] as const) {
  test(`${name} by a name tries addresses until one answers`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, arrived, connect, connectSync, held, PATIENCE }) => {
        const blocking = process.env['FORM'] === 'connectSync'
        const listener = held(new Socket())
        listener.bind('127.0.0.1:7000')
        listener.listen()
        const silent = held(new Socket('AF_INET6'))
        silent.setOption('IPV6_V6ONLY', true)
        silent.bind('[::1]:7000')
        silent.listen(0)
        held(new Socket('AF_INET6')).connectSync('[::1]:7000')
        arrived(silent)
        const make = blocking ? connectSync : connect
        const winner = await make({ host: 'two.test', port: 7000, timeout: PATIENCE })
        return winner.remoteAddress
      },
      { network: twoAddresses, env: { FORM: name } },
    )

    assert.deepEqual(result, { family: 'AF_INET', address: '127.0.0.1', port: 7000 }, errors)
  })
}

function candidate(address: Address): Resolved {
  return { family: address.family, type: 'SOCK_STREAM', protocol: 0, address }
}

/** Opens plain sockets, and records their addresses. */
function noting(opened: string[]): SocketOpener {
  return ({ family, address }) => {
    opened.push(formatAddress(address))
    return new Socket(family as 'AF_INET')
  }
}

function texts(candidates: Resolved[]): string[] {
  return candidates.map(({ address }) => formatAddress(address))
}

/** So many refusing addresses that PATIENCE expires before each has had its own attempt delay. */
function tooManyToTakeTurns(): Address[] {
  const refusing = closedPort()
  return Array.from({ length: PATIENCE / CONNECTION_ATTEMPT_DELAY + 1 }, () => refusing)
}

function listening(t: TestContext): Address {
  return nameOf(listeningSocket(t))
}

function listeningSocket(t: TestContext, backlog?: number): Socket {
  const listener = closing(t, new Socket())
  listener.bind(loopback('AF_INET'))
  listener.listen(backlog)
  return listener
}

function portIn(address: Address): number {
  return 'port' in address ? address.port : 0
}

function once(call: () => void): () => void {
  let done = false
  return () => {
    if (!done) call()
    done = true
  }
}

async function failureOf<E extends Error>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error: unknown = await promise.then(
    () => assert.fail('It did not fail'),
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof type)
  return error
}
