import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Socket } from '../../src/index.ts'
import { everyKind } from '../support/kinds.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'
import { fill } from '../support/streams.ts'

/** Detaches the view's memory, like postMessage. */
function detach(view: ArrayBufferView): void {
  const { buffer } = view
  assert.ok(buffer instanceof ArrayBuffer)
  structuredClone(buffer, { transfer: [buffer] })
}

const losses: { name: string; of: () => { view: Uint8Array; lose: () => void } }[] = [
  {
    name: 'detached',
    of() {
      const view = new Uint8Array(new ArrayBuffer(64))
      return {
        view,
        lose: () => {
          detach(view)
        },
      }
    },
  },
  {
    name: 'resized to nothing',
    of() {
      const memory = resizable(64)
      return {
        view: new Uint8Array(memory),
        lose: () => {
          resize(memory, 0)
        },
      }
    },
  },
  {
    name: 'resized to less than a fixed view',
    of() {
      const memory = resizable(64)
      return {
        view: new Uint8Array(memory, 16, 32),
        lose: () => {
          resize(memory, 20)
        },
      }
    },
  },
]
const cannotResize = !('resize' in ArrayBuffer.prototype) && 'this runtime resizes no ArrayBuffer'

/** The kinds whose sends wait while nobody receives; UDP drops datagrams instead. */
const patient = everyKind.filter(({ stream, family }) => stream || family === 'AF_UNIX')

for (const kind of everyKind) {
  for (const { name, of } of losses) {
    const skip = kind.skip || (name.startsWith('resized') && cannotResize)
    test(`a view that is ${name} while a receive waits costs no data: ${kind.name}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      for (const receive of [
        (view: Uint8Array) => one.recvInto(view),
        (view: Uint8Array) => one.recvFromInto(view),
        (view: Uint8Array) => one.recvMessage({ into: [new Uint8Array(1), view] }),
      ]) {
        const { view, lose } = of()
        const waiting = receive(view)
        lose()
        globalThis.gc?.()

        other.sendSync('abcd')

        await assert.rejects(waiting, TypeError)
        assert.equal(String(await one.recv()), 'abcd')
      }
    })
  }
}

for (const kind of patient) {
  for (const { name, of } of losses) {
    const skip = kind.skip || (name.startsWith('resized') && cannotResize)
    test(`a view that is ${name} while a send waits is not sent: ${kind.name}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      // A send larger than any queue makes the next ones wait on TCP too.
      const before = kind.stream ? one.sendAll(Buffer.alloc(2 ** 23, 'f')) : undefined
      if (!kind.stream) fill(one, 'f')
      const { view, lose } = of()
      const outcomes = [one.send(view), one.send([view, 'x']), one.sendAll(view)].map((sending) =>
        assert.rejects(sending, TypeError),
      )
      lose()

      await Promise.all([before, ...outcomes, drainUntil(other, one, 'end')])
    })
  }
}

for (const kind of patient.filter(({ stream }) => !stream)) {
  test(`bytes are read when the kernel accepts them, all at once: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    fill(one, 'f')
    const view = Buffer.alloc(64, 'a')
    const list = [view.subarray(0, 32), view.subarray(32)]

    const sending = [one.send(view), one.send(list)]
    view.fill('b')
    list.length = 0

    const received = await drainUntil(other, one, 'end')
    assert.deepEqual(await Promise.all(sending), [64, 64])
    assert.deepEqual(received.slice(-2), ['b'.repeat(64), 'b'.repeat(64)])
  })
}

/** Arguments that detach the memory of `victim` while the call reads them. */
const traps: { name: string; list: (victim: Buffer) => unknown }[] = [
  {
    name: 'a getter of a later element',
    list: (victim) =>
      Object.defineProperty([victim, 0], 1, {
        get() {
          detach(victim)
          return Buffer.from('second')
        },
      }),
  },
  {
    name: 'an iterator',
    list: (victim) =>
      Object.assign([victim], {
        *[Symbol.iterator]() {
          yield victim
          detach(victim)
          yield Buffer.from('second')
        },
      }),
  },
  {
    name: 'a Proxy',
    list: (victim) =>
      new Proxy([victim, Buffer.from('second')], {
        get(list, key, proxy) {
          if (key === '1') detach(victim)
          return Reflect.get(list, key, proxy) as unknown
        },
      }),
  },
]

type Caller = (form: Form, socket: Socket, view: Uint8Array, options: object) => Promise<unknown>

/** The options that each call reads. */
const optionReaders: [name: string, keys: string[], call: Caller][] = [
  [
    'recvInto',
    ['flags', 'timeout', 'offset', 'length'],
    (form, socket, view, options) => form.call(socket, 'recvInto', view, options),
  ],
  [
    'recvFromInto',
    ['flags', 'timeout', 'offset', 'length'],
    (form, socket, view, options) => form.call(socket, 'recvFromInto', view, options),
  ],
  [
    'recvMessage',
    ['flags', 'timeout', 'control'],
    (form, socket, view, options) =>
      form.call(socket, 'recvMessage', options as { into: typeof view }),
  ],
  [
    'send',
    ['flags', 'timeout'],
    (form, socket, view, options) => form.call(socket, 'send', view, options),
  ],
  [
    'sendAll',
    ['flags', 'timeout'],
    (form, socket, view, options) => form.call(socket, 'sendAll', view, options),
  ],
]

for (const kind of everyKind) {
  for (const form of forms) {
    const way = `${kind.name}, ${form.name}`
    for (const { name, list } of traps) {
      test(`${name} that detaches memory is a TypeError: ${way}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        const victim = () => Buffer.from(new ArrayBuffer(8)).fill('v')
        const data = () => list(victim()) as never

        await assert.rejects(form.call(one, 'send', data()), TypeError)
        await assert.rejects(form.call(one, 'sendAll', data()), TypeError)
        await assert.rejects(form.call(one, 'sendMessage', { data: data() }), TypeError)
        other.sendSync('kept')
        await assert.rejects(form.call(one, 'recvMessage', { into: data() }), TypeError)

        assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
        one.sendSync('only this')
        assert.equal(String(other.recvSync()), 'only this')
      })
    }

    test(`options that take memory away are a TypeError: ${way}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('kept')

      for (const [name, keys, call] of optionReaders) {
        for (const key of keys) {
          const view = new Uint8Array(new ArrayBuffer(8))
          const options = { into: view }
          const get = () => {
            detach(view)
          }
          Object.defineProperty(options, key, { get, enumerable: true })

          const calling = call(form, one, view, options)

          await assert.rejects(calling, TypeError, `${name} ${key}`)
        }
      }

      assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
      one.sendSync('only this')
      assert.equal(String(other.recvSync()), 'only this')
    })

    test(`a control message that detaches memory is a TypeError: ${way}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const data = Buffer.from(new ArrayBuffer(8))
      const control = {
        get raw(): never[] {
          return (detach(data), [])
        },
      }

      await assert.rejects(form.call(one, 'sendMessage', { data, control }), TypeError)

      one.sendSync('only this')
      assert.equal(String(other.recvSync()), 'only this')
    })

    test(`a list that empties itself while being read is sent as it was read, or refused: ${way}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const list: unknown[] = ['first', 0, 'third']
      Object.defineProperty(list, 1, {
        get() {
          list.length = 1
          return 'second'
        },
        configurable: true,
      })

      const outcome = await form
        .call(one, 'send', list as string[])
        .catch((error: unknown) => error)

      one.sendSync('|')
      const whole = outcome === 'firstsecond'.length || outcome instanceof TypeError
      assert.ok(whole, String(outcome))
      const got = String(other.recvSync())
      assert.equal(got.replace(/\|$/, ''), outcome instanceof TypeError ? '' : 'firstsecond')
    })
  }
}

/** Newer than the type declarations of Node 20. */
function resizable(length: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [length, { maxByteLength: 2 * length }]) as ArrayBuffer
}

function resize(memory: ArrayBuffer, length: number): void {
  ;(Reflect.get(memory, 'resize') as (length: number) => void).call(memory, length)
}

/** Receives everything up to a mark that it sends last. */
async function drainUntil(receiver: Socket, sender: Socket, mark: string): Promise<string[]> {
  const received: string[] = []
  const marked = sender.send(mark)
  for (;;) {
    const text = String(await receiver.recv())
    if (text.endsWith(mark)) break
    received.push(text)
  }
  await marked
  return received
}
