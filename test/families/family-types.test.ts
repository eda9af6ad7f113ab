import assert from 'node:assert/strict'
import type * as dgram from 'node:dgram'
import type * as fs from 'node:fs/promises'
import type * as http from 'node:http'
import type * as http2 from 'node:http2'
import type * as net from 'node:net'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import type * as tls from 'node:tls'
import { expectTypeOf } from 'expect-type'
import {
  type Address,
  type AnyFamily,
  type BorrowSource,
  connect,
  type ErrorCode,
  type Inet6Address,
  type InetAddress,
  listen,
  type ListenTarget,
  listenSync,
  type PacketAddress,
  type ProtocolName,
  type ReceivedDatagram,
  resolve,
  Socket,
  type SocketError,
  type UnixAddress,
  type VsockAddress,
} from '../../src/index.ts'
import { everyKind } from '../support/kinds.ts'

type Ip = 'AF_INET' | 'AF_INET6'
type Sender<Family extends AnyFamily> = ReceivedDatagram<Family>['address']

for (const kind of everyKind) {
  test(`the addresses of a socket are of its family, as its type says: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one, other] = kind.pair(t)

    other.sendSync('x')
    const { address } = one.recvFromSync()

    for (const { family, localAddress, remoteAddress } of [one, other]) {
      assert.deepEqual([localAddress.family, remoteAddress.family], [family, family])
    }
    assert.ok(address === null || address.family === one.family)
  })
}

test('a socket that was created with a family has the addresses of that family', () => {
  expectTypeOf<Socket<'AF_INET'>['localAddress']>().toEqualTypeOf<InetAddress>()
  expectTypeOf<Socket<'AF_INET6'>['remoteAddress']>().toEqualTypeOf<Inet6Address>()
  expectTypeOf<Socket<'AF_PACKET'>['localAddress']>().toEqualTypeOf<PacketAddress>()
  expectTypeOf<Socket<'AF_UNIX'>['localAddress']>().toEqualTypeOf<UnixAddress>()
  expectTypeOf<Socket<'AF_VSOCK'>['localAddress']>().toEqualTypeOf<VsockAddress>()
  expectTypeOf<Socket<Ip>['localAddress']>().toEqualTypeOf<InetAddress | Inet6Address>()
  expectTypeOf<Socket['localAddress']>().toEqualTypeOf<Address>()
  expectTypeOf<Socket<'AF_KEY'>['localAddress']>().toEqualTypeOf<Address>()
  expectTypeOf<Socket<'AF_INET'>['family']>().toEqualTypeOf<'AF_INET'>()
  expectTypeOf<Socket<2>['family']>().toEqualTypeOf<AnyFamily>()
})

test('what a socket accepts and receives has its family', () => {
  expectTypeOf<Socket<'AF_INET'>['acceptSync']>().returns.toEqualTypeOf<Socket<'AF_INET'>>()
  expectTypeOf<Socket<'AF_INET'>['accept']>().returns.resolves.toEqualTypeOf<Socket<'AF_INET'>>()
  expectTypeOf<Socket<'AF_UNIX'>['recvFrom']>().returns.resolves.toExtend<{
    address: UnixAddress | null
  }>()
  expectTypeOf<Sender<'AF_INET'>>().toEqualTypeOf<InetAddress>()
  expectTypeOf<Sender<Ip>>().toEqualTypeOf<InetAddress | Inet6Address>()
  expectTypeOf<Sender<'AF_PACKET'>>().toEqualTypeOf<PacketAddress>()
  expectTypeOf<Sender<'AF_UNIX'>>().toEqualTypeOf<UnixAddress | null>()
  expectTypeOf<Sender<AnyFamily>>().toEqualTypeOf<Address | null>()
  expectTypeOf<Awaited<ReturnType<Socket<'AF_INET'>['recvError']>>>().toExtend<{
    address: InetAddress | null
  } | null>()
})

test('a socket of one family is a Socket, and of several; not the other way round', () => {
  expectTypeOf<Socket<'AF_INET'>>().toExtend<Socket>()
  expectTypeOf<Socket<'AF_INET'>>().toExtend<Socket<Ip>>()
  expectTypeOf<Socket<2>>().toExtend<Socket>()
  expectTypeOf<Socket>().not.toExtend<Socket<'AF_INET'>>()
  expectTypeOf<Socket<Ip>>().not.toExtend<Socket<'AF_INET'>>()
})

test('the target of connect and listen says the family of the socket', () => {
  const given = (target: ListenTarget) => listen(target)
  const text = (target: string) => listen(target)
  expectTypeOf(given).returns.resolves.toEqualTypeOf<Socket>()
  expectTypeOf(text).returns.resolves.toEqualTypeOf<Socket>()
  const inferred = () =>
    [
      new Socket('AF_INET'),
      new Socket(2),
      Socket.pair()[0],
      listenSync(),
      listenSync({ host: 'localhost', port: 80 }),
      listenSync({ host: 'localhost', family: 'AF_INET' }),
      listenSync({ address: '::1', port: 80 }),
      listenSync({ family: 'AF_INET6', address: '::1', port: 80 }),
      listenSync('127.0.0.1:80'),
      listenSync('[::1]:80'),
      listenSync({ path: '/run/x.sock', backlog: 5 }),
      listenSync('@name'),
      listenSync({ family: 'AF_VSOCK', cid: 1, port: 2 }),
    ] as const
  expectTypeOf(inferred).returns.toEqualTypeOf<
    readonly [
      Socket<'AF_INET'>,
      Socket<2>,
      Socket<'AF_UNIX'>,
      Socket<Ip>,
      Socket<Ip>,
      Socket<'AF_INET'>,
      Socket<Ip>,
      Socket<'AF_INET6'>,
      Socket<Ip>,
      Socket<Ip>,
      Socket<'AF_UNIX'>,
      Socket<'AF_UNIX'>,
      Socket<'AF_VSOCK'>,
    ]
  >()
  // @ts-expect-error: the expected type does not decide the family
  const expected = (): Socket<'AF_INET6'> => listenSync({ reusePort: 5 as never })
  assert.throws(expected, TypeError)
  // @ts-expect-error: a misspelled option of listen
  const wrong = () => listenSync({ path: '/run/x.sock', backlg: 5 })
  // @ts-expect-error: a misspelled part of a host
  const alsoWrong = () => listenSync({ host: 'localhost', prot: 5 })
  assert.throws(wrong, TypeError)
  assert.throws(alsoWrong, TypeError)
})

test('a program needs no cast for a port, a flag, an event, a protocol or a code', async () => {
  using server = await listen({ host: 'localhost' })
  const { port } = server.localAddress
  using client = await connect({ host: 'localhost', port })
  const [found] = await resolve('localhost', port, { flags: ['AI_NUMERICSERV'] })

  assert.equal(client.remoteAddress.port, found?.address.port)

  expectTypeOf<'EAGAIN' | 'EAI_NONAME' | 'ERR_SOCKET_TIMEOUT'>().toExtend<ErrorCode>()
  expectTypeOf<SocketError['code']>().toEqualTypeOf<ErrorCode | (string & {})>()
  expectTypeOf<'IPPROTO_ICMP' | 'ETH_P_ALL' | 'NETLINK_ROUTE'>().toExtend<ProtocolName>()
  // @ts-expect-error: a protocol of another family
  expectTypeOf(() => new Socket('AF_INET', 'SOCK_RAW', 'ETH_P_ALL')).toBeFunction()
})

test('what may have a descriptor can be borrowed, and nothing else; dgram is of IP', () => {
  expectTypeOf<net.Socket | net.Server | tls.TLSSocket | tls.Server>().toExtend<BorrowSource>()
  expectTypeOf<http.Server | http2.Http2Server>().toExtend<BorrowSource>()
  expectTypeOf<http.IncomingMessage['socket']>().toExtend<BorrowSource>()
  expectTypeOf<http2.Http2Session['socket']>().toExtend<BorrowSource>()
  expectTypeOf<Duplex | fs.FileHandle | Socket | number>().toExtend<BorrowSource>() // a Duplex: 'upgrade'
  const dgramSocket = (source: dgram.Socket) => Socket.borrow(source)
  const netSocket = (source: net.Socket) => Socket.borrow(source)
  const either = (source: net.Socket | dgram.Socket) => Socket.borrow(source)
  expectTypeOf(dgramSocket).returns.toEqualTypeOf<Socket<Ip>>()
  expectTypeOf(netSocket).returns.toEqualTypeOf<Socket>()
  expectTypeOf(either).returns.toEqualTypeOf<Socket>()
  // @ts-expect-error: nothing that has a descriptor
  assert.throws(() => Socket.borrow({}), TypeError)
  // @ts-expect-error: the name of an interface
  assert.throws(() => Socket.borrow('lo'), TypeError)
})
