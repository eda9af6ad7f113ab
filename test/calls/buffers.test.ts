import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { closing, type Kind, everyKind } from '../support/kinds.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

type Memory = ArrayBufferView<ArrayBuffer> | ArrayBuffer

interface Filler {
  name: string
  /** Receives into the view; returns the number of bytes written. */
  fill: (form: Form, socket: Socket, view: ArrayBufferView | ArrayBufferLike) => Promise<number>
}

/** Every call that receives into the caller's memory. */
const fillers: Filler[] = [
  { name: 'recvInto', fill: (form, socket, view) => form.call(socket, 'recvInto', view) },
  {
    name: 'recvFromInto',
    fill: async (form, socket, view) => (await form.call(socket, 'recvFromInto', view)).length,
  },
  {
    name: 'recvMessage',
    async fill(form, socket, view) {
      const into = ArrayBuffer.isView(view) ? view : new Uint8Array(view)
      return (await form.call(socket, 'recvMessage', { into })).length
    },
  },
]

/** Each kind of socket with each form of its calls. */
const everyWay = everyKind.flatMap((kind) => forms.map((form) => ({ kind, form })))

function nameOfWay({ kind, form }: { kind: Kind; form: Form }): string {
  return `${kind.name}, ${form.name}`
}

const shapes: {
  name: string
  of(memory: ArrayBuffer): ArrayBufferView | ArrayBufferLike
  at: number
}[] = [
  { name: 'a Uint8Array at an offset', of: (memory) => new Uint8Array(memory, 3, 4), at: 3 },
  { name: 'a Uint16Array', of: (memory) => new Uint16Array(memory, 2, 2), at: 2 },
  { name: 'a Float32Array', of: (memory) => new Float32Array(memory, 4, 1), at: 4 },
  { name: 'a BigInt64Array of 8 bytes', of: (memory) => new BigInt64Array(memory, 8, 1), at: 8 },
  { name: 'a DataView', of: (memory) => new DataView(memory, 5, 4), at: 5 },
  { name: 'a subarray of a Buffer', of: (memory) => Buffer.from(memory).subarray(7, 11), at: 7 },
  { name: 'an ArrayBuffer', of: (memory) => memory, at: 0 },
]

for (const way of everyWay) {
  const { kind, form } = way
  for (const { name, fill } of fillers) {
    test(`${name} fills exactly the view: ${nameOfWay(way)}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      for (const shape of shapes) {
        const memory = new ArrayBuffer(16)
        new Uint8Array(memory).fill(0x2e)
        other.sendSync('abcd')

        const length = await fill(form, one, shape.of(memory))

        const expected = '.'.repeat(shape.at) + 'abcd' + '.'.repeat(12 - shape.at)
        assert.equal(length, 4, shape.name)
        assert.equal(String(Buffer.from(memory)), expected, shape.name)
      }
    })

    test(`${name} fills shared memory: ${nameOfWay(way)}`, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)
      const memory = new SharedArrayBuffer(8)
      other.sendSync('abcd')

      const length = await fill(form, one, new Uint8Array(memory, 2, 4))

      assert.equal(length, 4)
      assert.equal(Buffer.from(new Uint8Array(memory)).toString('latin1'), '\0\0abcd\0\0')
    })

    test(`${name} into a detached view is a TypeError, and not an end of the stream: ${nameOfWay(way)}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('kept')
      const detached = (make: (memory: ArrayBuffer) => Memory) => {
        const memory = new ArrayBuffer(8)
        const view = make(memory)
        structuredClone(memory, { transfer: [memory] })
        return view
      }

      for (const view of [
        detached((memory) => new Uint8Array(memory)),
        detached((memory) => new Uint8Array(memory, 8)),
        detached((memory) => new Uint16Array(memory)),
        detached((memory) => new DataView(memory)),
        detached((memory) => Buffer.from(memory)),
        detached((memory) => memory),
      ]) {
        await assert.rejects(fill(form, one, view), TypeError)
      }

      assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
    })

    test(`${name} rejects text, a number or a list of numbers to fill: ${nameOfWay(way)}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('kept')

      for (const view of ['text', 4, null, undefined, {}, true, Symbol('x')]) {
        const wrong = form.call(one, 'recvInto', view as never)
        await assert.rejects(wrong, TypeError)
      }
      await assert.rejects(form.call(one, 'recvInto', [1, 2] as never), TypeError)

      assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
    })
  }

  test(`an offset or length outside the view is refused: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    other.sendSync('kept')
    const view = new Uint8Array(2)

    for (const part of [
      ...[{ length: 5 }, { length: -1 }, { length: 1.5 }, { length: Number.NaN }],
      ...[{ offset: 3 }, { offset: -1 }, { offset: 0.5 }, { offset: 1, length: 2 }],
      ...[{ length: 2 ** 53 }, { offset: Number.POSITIVE_INFINITY }],
    ]) {
      await assert.rejects(form.call(one, 'recvInto', view, part), RangeError)
      await assert.rejects(form.call(one, 'recvFromInto', view, part), RangeError)
    }
    await assert.rejects(form.call(one, 'recvInto', view, { length: '1' as never }), TypeError)

    assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
  })

  test(`an offset and a length choose a part of the view: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const view = Buffer.from('........')

    other.sendSync('ab')
    const first = await form.call(one, 'recvInto', view, { offset: 2, length: 2 })
    other.sendSync('cd')
    const second = await form.call(one, 'recvFromInto', view, { offset: 5 })

    assert.deepEqual([first, second.length], [2, 2])
    assert.equal(String(view), '..ab.cd.')
  })

  test(`the number of bytes to receive must be valid: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    other.sendSync('kept')

    for (const max of [-1, 1.5, Number.NaN, 2 ** 31, 2 ** 53, Number.POSITIVE_INFINITY]) {
      await assert.rejects(form.call(one, 'recv', max), RangeError)
      await assert.rejects(form.call(one, 'recvFrom', max), RangeError)
    }
    await assert.rejects(form.call(one, 'recv', '4' as never), TypeError)

    assert.equal(String(one.recvSync(9, { timeout: PATIENCE })), 'kept')
  })

  test(`received data is in the caller’s own memory: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    other.sendSync('first')
    const first = await form.call(one, 'recv')
    other.sendSync('other')
    const second = await form.call(one, 'recvFrom')

    assert.equal(String(first), 'first')
    assert.equal(String(second.data), 'other')
    first.fill('x')
    assert.equal(String(second.data), 'other')
  })

  test(`text is sent as UTF-8, and memory as it is: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(9)
    const cases: [data: Parameters<Socket['send']>[0], sent: number[]][] = [
      ['grün', [0x67, 0x72, 0xc3, 0xbc, 0x6e]],
      ['\u{1f600}', [0xf0, 0x9f, 0x98, 0x80]],
      ['a\ud800b', [0x61, 0xef, 0xbf, 0xbd, 0x62]],
      ['\udc00', [0xef, 0xbf, 0xbd]],
      ['a\0b', [0x61, 0, 0x62]],
      [bytes.buffer, [1, 2, 3, 4, 5, 6, 7, 8]],
      [bytes.subarray(2, 4), [3, 4]],
      [new Uint16Array(bytes.buffer, 2, 1), [3, 4]],
      [new DataView(bytes.buffer, 6), [7, 8]],
      [shared, [9, 9, 9]],
      [shared.buffer, [9, 9, 9]],
      [
        ['é', bytes.subarray(0, 1), bytes.buffer],
        [0xc3, 0xa9, 1, 1, 2, 3, 4, 5, 6, 7, 8],
      ],
    ]

    for (const [data, sent] of cases) {
      const length = await form.call(one, 'send', data)
      assert.equal(length, sent.length)
      assert.deepEqual([...other.recvSync()], sent)
    }
  })

  test(`anything but text or memory is not sent: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    for (const data of [42, null, undefined, {}, true, 1n, [42], ['x', null], new Set(['x'])]) {
      await assert.rejects(form.call(one, 'send', data as never), TypeError)
      await assert.rejects(form.call(one, 'sendAll', data as never), TypeError)
    }
    await assert.rejects(form.call(one, 'sendMessage', { data: 42 as never }), TypeError)

    await form.call(one, 'send', 'next')
    assert.equal(String(other.recvSync()), 'next')
  })

  test(`views that overlap are filled one after the other: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const memory = Buffer.from('........')
    other.sendSync('abcdef')

    const message = await form.call(one, 'recvMessage', {
      into: [memory.subarray(0, 4), memory.subarray(2, 6)],
    })

    assert.equal(message.length, 6)
    assert.equal(String(memory), 'abef....')
    assert.deepEqual(
      message.data.map(({ length }) => length),
      [4, 2],
    )
  })

  test(`a message may consist of the same view many times: ${nameOfWay(way)}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const view = Buffer.from('ab')

    await form.call(one, 'send', [view, view, view.subarray(1), view])

    assert.equal(String(other.recvSync()), 'ababbab')
  })
}

test('an option or control message of detached bytes is a TypeError', (t) => {
  const [one] = closing(t, Socket.pair())
  const memory = new ArrayBuffer(4)
  const data = new Uint8Array(memory)
  structuredClone(memory, { transfer: [memory] })

  assert.throws(() => {
    one.setOption('SOL_SOCKET', 'SO_KEEPALIVE', data)
  }, TypeError)
  assert.throws(() => {
    const raw = [{ level: 'SOL_SOCKET', type: 'SCM_RIGHTS', data }]
    one.sendMessageSync({ data: 'x', control: { raw } })
  }, TypeError)
})
