import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  connectSync,
  type FamilyName,
  type ProtocolName,
  listenSync,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'

const REFUSALS = new Set(['EAFNOSUPPORT', 'EPROTONOSUPPORT', 'ESOCKTNOSUPPORT'])

const kinds: readonly (readonly [FamilyName, TypeName, ProtocolName | number])[] = [
  ['AF_CAN', 'SOCK_RAW', 'CAN_RAW'],
  ['AF_CAN', 'SOCK_DGRAM', 'CAN_BCM'],
  ['AF_CAN', 'SOCK_DGRAM', 'CAN_ISOTP'],
  ['AF_CAN', 'SOCK_DGRAM', 'CAN_J1939'],
  ['AF_ALG', 'SOCK_SEQPACKET', 0],
  ['AF_TIPC', 'SOCK_RDM', 0],
  ['AF_TIPC', 'SOCK_STREAM', 0],
  ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_L2CAP'],
  ['AF_BLUETOOTH', 'SOCK_STREAM', 'BTPROTO_RFCOMM'],
  ['AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI'],
  ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_SCO'],
  ['AF_BLUETOOTH', 'SOCK_SEQPACKET', 'BTPROTO_ISO'],
  ['AF_QIPCRTR', 'SOCK_DGRAM', 0],
  ['AF_RDS', 'SOCK_SEQPACKET', 0],
]

for (const kind of kinds) {
  const refused = refusalOf(kind)
  const skip = refused === null && 'this kernel supports it'

  test(`a kernel without ${kind.join(', ')} reports that`, { skip }, () => {
    assert.ok(refused instanceof SocketError, String(refused))
    assert.equal(refused.syscall, 'socket')
    assert.ok(REFUSALS.has(refused.code), refused.code)
  })
}

function refusalOf(kind: (typeof kinds)[number]): unknown {
  try {
    new Socket(...kind).close()
    return null
  } catch (error) {
    return error
  }
}

test('an address of a rare family reaches the kernel, whose refusal names it', () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  const texts = ['tipc:service:18888:17', 'alg:hash:sha256', 'can:1:0x1:0x2', 'can:1:0x0:0x1:0x2']

  for (const text of texts) {
    assert.throws(
      () => {
        socket.bind(text)
      },
      {
        name: 'SocketError',
        syscall: 'bind',
        code: 'EAFNOSUPPORT',
      },
    )
  }
})

test('an option of a rare family is refused by a socket of another', () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const refusal = { name: 'SocketError', code: 'ENOPROTOOPT' }

  assert.throws(() => {
    socket.setOption('CAN_RAW_FILTER', [])
  }, refusal)
  assert.throws(() => {
    socket.setOption('TIPC_GROUP_LEAVE', null)
  }, refusal)
  assert.throws(() => {
    socket.setOption('ALG_SET_AEAD_AUTHSIZE', 16)
  }, refusal)
  assert.throws(() => socket.getOption('TIPC_IMPORTANCE'), { code: /^E(NOPROTOOPT|OPNOTSUPP)$/ })
})

test('connect and listen take an address of TIPC beside the type of the socket', () => {
  const service = { family: 'AF_TIPC', serviceType: 18888, instance: 17 } as const
  const type = 'SOCK_SEQPACKET'
  const attempts = [
    () => connectSync({ ...service, type, timeout: 100 }),
    () => listenSync({ ...service, type }),
  ]

  for (const attempt of attempts) {
    try {
      attempt().close() // if the kernel supports it
    } catch (error) {
      assert.ok(error instanceof SocketError, String(error))
    }
  }
})

test('sockets of AF_RDS are bound to addresses of IPv4', (t) => {
  if (refusalOf(['AF_RDS', 'SOCK_SEQPACKET', 0]) !== null) {
    t.skip('this kernel has no AF_RDS')
    return
  }
  using socket = new Socket('AF_RDS', 'SOCK_SEQPACKET')

  socket.bind('127.0.0.1:18634')

  assert.deepEqual(socket.localAddress, { family: 'AF_INET', address: '127.0.0.1', port: 18634 })
})
