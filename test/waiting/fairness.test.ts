import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyKind } from '../support/kinds.ts'

/** More calls than complete immediately in one turn of the event loop. */
const MANY = 2000

for (const kind of everyKind) {
  test(`a socket that is always readable lets others run: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const turn = nextTurn()

    for (let i = 0; i < MANY && !turn.begun; i++) {
      await one.send('x')
      await other.recv()
    }

    assert.ok(turn.begun)
  })

  test(`a socket that is always writable lets others run: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const byte = Uint8Array.of(1)
    const turn = nextTurn()

    for (let i = 0; i < MANY && !turn.begun; i++) {
      await one.send(byte)
      other.recvSync()
    }

    assert.ok(turn.begun)
  })
}

test('promises are settled in the order of their calls, even across iterations', async (t) => {
  const [kind] = everyKind
  assert.ok(kind)
  const [one, other] = kind.pair(t)
  await one.sendAll(Buffer.from(Array.from({ length: MANY }, (_, i) => i & 255)))
  const order: number[] = []

  const reads = Array.from({ length: MANY }, async (_, i) => {
    const [byte] = await other.recv(1)
    assert.equal(byte, i & 255)
    order.push(i)
  })
  await Promise.all(reads)

  assert.deepEqual(
    order,
    Array.from({ length: MANY }, (_, i) => i),
  )
})

function nextTurn(): { begun: boolean } {
  const turn = { begun: false }
  setImmediate(() => {
    turn.begun = true
  })
  return turn
}
