import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'

const skip = whyNot()

test('an XDP socket has no address that the kernel reports', { skip }, () => {
  using socket = new Socket('AF_XDP', 'SOCK_RAW')

  assert.equal(socket.family, 'AF_XDP')
  assert.throws(() => socket.localAddress, { syscall: 'getsockname', code: 'EOPNOTSUPP' })
})

test('an XDP socket is bound by interface and queue, and the kernel requires its rings first', {
  skip,
}, () => {
  using socket = new Socket('AF_XDP', 'SOCK_RAW')
  const at = { family: 'AF_XDP', interfaceIndex: 'lo', queueId: 0 } as const
  const bind = (address: Parameters<Socket['bind']>[0]) => () => {
    socket.bind(address)
  }

  assert.throws(bind(at), { code: 'EINVAL', syscall: 'bind', address: 'xdp:lo:0' })
  assert.throws(bind('xdp:lo:0'), { code: 'EINVAL', syscall: 'bind' })
  socket.setOption('XDP_RX_RING', 64)
  assert.throws(bind({ ...at, interfaceIndex: 0x7fff_ffff }), { code: 'ENODEV' })
  assert.throws(bind({ ...at, queueId: 9999 }), { code: 'EINVAL' })
  assert.throws(bind(at), { code: 'EINVAL' }, 'no memory yet')
})

test('the rings of an XDP socket are set up, and their offsets reported', { skip }, () => {
  using socket = new Socket('AF_XDP', 'SOCK_RAW')

  for (const ring of ['XDP_RX_RING', 'XDP_TX_RING'] as const) socket.setOption(ring, 64)
  const { rx, tx } = socket.getOption('XDP_MMAP_OFFSETS')

  assert.deepEqual(rx, tx)
  assert.ok(rx.producer < rx.consumer && rx.consumer < rx.desc && rx.flags < rx.desc)
  assert.equal(socket.getOption('XDP_STATISTICS').rx_dropped, 0n)
  assert.throws(
    () => {
      socket.setOption('XDP_RX_RING', 63)
    },
    { code: 'EINVAL' },
  )
  assert.throws(
    () => {
      socket.setOption('XDP_UMEM_REG', {
        ...{ addr: 1n, len: 4096n, chunk_size: 2048, headroom: 0 },
        ...{ flags: 0, tx_metadata_len: 0 },
      })
    },
    { code: 'EINVAL' },
    'no page begins there',
  )
})

function whyNot(): string | false {
  try {
    new Socket('AF_XDP', 'SOCK_RAW').close()
    return false
  } catch (error) {
    return `needs XDP sockets: ${String(error)}`
  }
}
