import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { streams, tcpPair } from '../support/kinds.ts'
import { closed, event, everything } from '../support/stream-pairs.ts'

/** Counts the turns of the event loop until it is stopped. */
function countTurns(): () => number {
  let turns = 0
  let stopped = false
  const next = (): void => {
    turns++
    if (!stopped) setImmediate(next)
  }
  setImmediate(next)
  return () => {
    stopped = true
    return turns
  }
}

for (const kind of streams) {
  test(`a reader whose peer always has more lets others have their turn: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const block = Buffer.alloc(60_000)
    const refill = (): void => {
      while (peer.trySend(block) !== null);
    }
    refill()
    const turns = countTurns()
    let chunks = 0
    for await (const chunk of socket.stream()) {
      assert.ok((chunk as Buffer).length > 0)
      refill()
      if (++chunks === 5000) break
    }

    assert.ok(turns() >= 5, `${turns()} turns`)
  })

  test(`a writer whose peer always has room lets others have their turn: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const stream = socket.stream()
    const turns = countTurns()
    let received = 0
    for (let i = 0; i < 10_000; i++) {
      await new Promise((resolve) => stream.write('text', resolve))
      received += peer.tryRecv()?.length ?? 0
    }

    assert.ok(turns() >= 3, `${turns()} turns`)
    while (received < 40_000) received += (await peer.recv()).length
  })

  test(`data that waits to be received does not come within end(): ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const stream = socket.stream({ allowHalfOpen: true })
    let within = false
    let ending = true
    stream.on('data', () => (within = ending))
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate) // it waits for data now
    peer.sendSync('answer')

    stream.end('question')
    ending = false
    await event(stream, 'data')

    assert.equal(within, false)
  })
}

for (const kind of streams) {
  test(`a read within the listener of data is not forgotten: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const stream = socket.stream({ highWaterMark: 1000 })
    const full = Buffer.alloc(1000)
    stream.once('data', () => {
      stream.pause()
      stream.unshift(full)
      stream.read(full.length) // asks for more while bytes are passed on
      stream.unshift(full) // and now there is enough
    })
    peer.sendSync('first')
    await event(stream, 'data')
    peer.sendSync('second')
    peer.shutdown('SHUT_WR')

    assert.equal(String(await everything(stream)), `${String(full)}second`)
  })
}

test('a write that its reader takes at once lets others have their turn', async (t) => {
  const [socket, other] = Socket.pair()
  const reader = spawn('cat', { stdio: [other.fd, 'ignore', 'ignore'] })
  t.after(() => reader.kill())
  other.close()
  const stream = socket.stream()
  const turns = countTurns()

  await new Promise((resolve) => stream.write(Buffer.alloc(1 << 28), resolve))

  assert.ok(turns() >= 5, `${turns()} turns`)
  stream.destroy()
})

test('empty records come in any number, and with descriptors', { skip: cannotCount }, async () => {
  const [one, other] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
  const stream = other.stream()
  const before = openDescriptors()
  let passed = 0
  stream.on('fds', (fds: number[]) => {
    passed += fds.length
    for (const fd of fds) Socket.prototype.close.call(Socket.adopt(fd))
  })
  const received = everything(stream)
  for (let i = 0; i < 20_000; i++) {
    await one.send('')
    if (i % 1000 === 0) await one.sendMessage({ control: { SCM_RIGHTS: [one, one] } })
  }
  await one.send('the end')
  one.close()

  assert.equal(String(await received), 'the end')
  assert.equal(passed, 40)
  assert.ok(openDescriptors() <= before)
})

test('a reset through a stream of a borrowed socket does not change its owner', async (t) => {
  const [owner] = tcpPair(t)
  const stream = Socket.borrow(owner).stream()

  stream.resetAndDestroy()
  await closed(stream)

  assert.equal(owner.getOption('SO_LINGER').onoff, false)
})
