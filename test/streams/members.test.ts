import assert from 'node:assert/strict'
import { connect as netConnect, type Socket as NodeSocket } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { listen, type Socket, type SocketStream } from '../../src/index.ts'
import { connections, portOf, streams, tcpPair } from '../support/kinds.ts'
import { closed, event, streamPair } from '../support/stream-pairs.ts'

/** What both our stream and node:net's have. */
const MEMBERS = [
  'address',
  'allowHalfOpen',
  'bytesRead',
  'bytesWritten',
  'connect',
  'connecting',
  'destroySoon',
  'localAddress',
  'localFamily',
  'localPort',
  'pending',
  'readyState',
  'ref',
  'remoteAddress',
  'remoteFamily',
  'remotePort',
  'resetAndDestroy',
  'setKeepAlive',
  'setNoDelay',
  'setTimeout',
  'timeout',
  'unref',
] as const

/** The values of the members, and of `address()`; of ports that no two connections share, their type. */
function values(stream: NodeSocket | SocketStream): Record<string, unknown> {
  const members = MEMBERS.map((name) => [name, Reflect.get(stream, name) as unknown] as const)
  const { port, ...address } = stream.address() as { port?: number }
  return {
    ...Object.fromEntries(members.filter(([, value]) => typeof value !== 'function')),
    localPort: typeof stream.localPort,
    address: { ...address, port: typeof port },
    destroyed: stream.destroyed,
  }
}

/** A stream of ours and a socket of node:net, each connected to the same server. */
async function both(
  t: { after(fn: () => void): void },
  host: '127.0.0.1' | '::1',
): Promise<[SocketStream, NodeSocket, Socket, Socket]> {
  await using listener = await listen({ host, port: 0 })
  const { connect } = await import('../../src/index.ts')
  const ours = (await connect({ host, port: portOf(listener) })).stream()
  const ourPeer = await listener.accept()
  const theirs = netConnect({ host, port: portOf(listener) })
  const [theirPeer] = await Promise.all([listener.accept(), once(theirs, 'connect')])
  t.after(() => {
    for (const each of [ourPeer, theirPeer]) each.close()
    for (const each of [ours, theirs]) each.destroy()
  })
  return [ours, theirs, ourPeer, theirPeer]
}

for (const host of ['127.0.0.1', '::1'] as const) {
  const skip = host === '::1' && connections.find(({ name }) => name === 'TCP6')?.skip

  test(`a stream reports what node:net does, from begin to end: ${host}`, { skip }, async (t) => {
    const [ours, theirs, ourPeer, theirPeer] = await both(t, host)
    const compare = (when: string): void => {
      assert.deepEqual(values(ours), values(theirs), when)
    }
    compare('open')

    for (const each of [ours, theirs]) {
      each.write('one')
      each.cork()
      each.write('three')
      each.write('four')
    }
    compare('corked')
    for (const each of [ours, theirs]) each.uncork()
    for (const peer of [ourPeer, theirPeer]) peer.sendSync('back')
    await Promise.all([once(ours, 'data'), once(theirs, 'data')])
    compare('after data')

    for (const each of [ours, theirs]) each.setTimeout(5000)
    compare('with a timeout')
    for (const each of [ours, theirs]) each.end()
    await Promise.all([once(ours, 'finish'), once(theirs, 'finish')])
    compare('ended')

    for (const peer of [ourPeer, theirPeer]) {
      peer.recvSync(12, { flags: 'MSG_WAITALL' }) // what is unread would become a reset
      peer.close()
    }
    await Promise.all([once(ours, 'close'), once(theirs, 'close')])
    compare('closed')
    assert.equal(ours.remoteAddress, host) // read before the end: remembered
    assert.equal(ours.localAddress, undefined)
  })

  test(`a half-closed stream reports what node:net does: ${host}`, { skip }, async (t) => {
    const [ours, theirs, ourPeer, theirPeer] = await both(t, host)
    for (const each of [ours, theirs]) each.resume().allowHalfOpen = true
    for (const peer of [ourPeer, theirPeer]) peer.shutdown('SHUT_WR')
    await Promise.all([once(ours, 'end'), once(theirs, 'end')])
    assert.deepEqual(values(ours), values(theirs))
    assert.equal(ours.readyState, 'writeOnly')

    for (const each of [ours, theirs]) each.destroy()
    assert.deepEqual(values(ours), values(theirs))
    await Promise.all([once(ours, 'close'), once(theirs, 'close')])
    assert.deepEqual(values(ours), values(theirs))
  })

  test(`a stream that nobody asked before reports what node:net does: ${host}`, {
    skip,
  }, async (t) => {
    const [ours, theirs] = await both(t, host)

    for (const each of [ours, theirs]) each.destroy()
    assert.deepEqual(values(ours), values(theirs))
    await Promise.all([once(ours, 'close'), once(theirs, 'close')])

    assert.deepEqual(values(ours), values(theirs))
    assert.equal(ours.remoteAddress, undefined)
  })
}

for (const kind of connections) {
  test(`connect() of a stream reports that it is connected, in the next tick: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = streamPair(t, kind)
    const seen: string[] = []
    for (const name of ['connect', 'ready']) one.on(name, () => seen.push(name))

    const returned = one.connect(80, 'ignored', () => seen.push('listener'))
    assert.deepEqual(seen, [])
    await event(one, 'ready')

    assert.equal(returned, one)
    assert.deepEqual(seen, ['connect', 'listener', 'ready'])
    assert.equal(one.connecting, false)
  })

  test(`a stream has no handle, and is no net.Socket: ${kind.name}`, { skip: kind.skip }, (t) => {
    const [one] = streamPair(t, kind)

    assert.equal('_handle' in one, false)
    assert.deepEqual([one.pending, one.readyState], [false, 'open'])
  })

  test(`'timeout' comes once after a time without activity, and again after some: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    let count = 0
    one.resume()

    one.setTimeout(20, () => count++)
    assert.equal(one.timeout, 20)
    await event(one, 'timeout')
    assert.equal(count, 1)
    other.write('activity')
    await event(one, 'timeout')
    one.write('activity')
    await event(one, 'timeout')

    const listener = (): void => assert.fail('called')
    one.once('timeout', listener)
    one.setTimeout(0, listener)
    assert.deepEqual([one.timeout, one.listenerCount('timeout')], [0, 0])
    assert.equal(count, 1)
  })

  test(`a time that is set to 0, and again, counts from then: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    let count = 0
    one.on('timeout', () => count++)

    one.setTimeout(20)
    one.setTimeout(0)
    one.setTimeout(20)
    await event(one, 'timeout')
    one.setTimeout(20)
    one.setTimeout(0)
    other.setTimeout(20)
    await event(other, 'timeout') // which would come after that of the first

    assert.equal(count, 1)
  })

  test(`what does not apply to a socket does nothing: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one] = streamPair(t, kind)
    const settings = (): void => {
      assert.equal(one.setNoDelay(), one)
      assert.equal(one.setKeepAlive(true, 1000), one)
      assert.equal(one.setTypeOfService(16), one)
    }

    settings()
    one.destroy()
    settings()
    await closed(one)
    settings()
    assert.equal(one.setTimeout(10), one)
    assert.deepEqual(one.address(), {})
  })

  test(`destroySoon sends what is left: ${kind.name}`, { skip: kind.skip }, async (t) => {
    const [one, other] = streamPair(t, kind)
    let received = 0
    other.on('data', ({ length }: Buffer) => (received += length))
    for (let i = 0; i < 50; i++) one.write(Buffer.alloc(100_000))

    one.destroySoon()
    await Promise.all([closed(one), event(other, 'end')])

    assert.equal(received, 5_000_000)
  })
}

test('options are set by the names of node:net', (t) => {
  const [socket] = tcpPair(t)
  const stream = socket.stream()

  stream.setNoDelay()
  stream.setKeepAlive(true, 30_000)
  stream.setTypeOfService(16)
  assert.equal(socket.getOption('TCP_NODELAY'), true)
  assert.equal(socket.getOption('SO_KEEPALIVE'), true)
  assert.equal(socket.getOption('TCP_KEEPIDLE'), 30)
  assert.equal(socket.getOption('IP_TOS'), 16)

  stream.setNoDelay(false).setKeepAlive()
  assert.equal(socket.getOption('TCP_NODELAY'), false)
  assert.equal(socket.getOption('SO_KEEPALIVE'), false)
})

test('values that are wrong are refused', (t) => {
  const [socket] = tcpPair(t)
  const stream = socket.stream()

  assert.throws(() => stream.setTimeout(-1), { name: 'RangeError' })
  assert.throws(() => stream.setTimeout('1' as never), { name: 'TypeError' })
  assert.throws(() => stream.setTypeOfService(256), { name: 'RangeError' })
  assert.equal(stream.destroyed, false)
})

for (const kind of streams) {
  test(`resetAndDestroy closes, over TCP by a reset: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const end = closed(other)
    other.resume()

    one.resetAndDestroy()

    const { errors } = await end
    const codes = errors.map((error) => (error as { code: string }).code)
    assert.deepEqual(codes, kind.family === 'AF_UNIX' ? [] : ['ECONNRESET'])
  })
}
