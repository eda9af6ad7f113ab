import { constantOf, native, platform } from '../binding.ts'
import type { Request } from '../engine/request.ts'
import { check, errorOf } from '../errors.ts'
import { type AddressLike, protocolForSocket } from '../protocols/address.ts'
import type { FamilyName, TypeName } from '../protocols/index.ts'
import { sockaddrOf } from './addresses.ts'
import { adoptDescriptorsBy, numberOfDescriptor } from './descriptor.ts'
import { acceptRequest, connectRequest, startConnect } from './establishing.ts'
import { type AsyncWaitOptions, tell, WAIT, type WaitOptions } from './call-options.ts'
import { lifeOf } from './handle.ts'
import {
  type DatagramOptions,
  eachChunk,
  eachConnection,
  eachDatagram,
  eachMessage,
  type ReceivedDatagram,
} from './iterating.ts'
import { type Lender, loanOf } from './lending.ts'
import { Life } from './life.ts'
import type { MessageOptions, ReceivedMessage } from './messages.ts'
import { numberOf } from './names.ts'
import type { AsyncReceiveOptions } from './receiving.ts'
import { SendingSocket } from './sending.ts'
import { checkSize } from './slab.ts'

const ACCEPT_EVENTS = constantOf('POLLIN') | constantOf('POLLRDHUP')
const POLLOUT = constantOf('POLLOUT')
const SOL_SOCKET = constantOf('SOL_SOCKET')
const SOMAXCONN = constantOf('SOMAXCONN')

/** The half of a connection that {@link Socket.shutdown} ends. */
export type Half = 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR'

/**
 * A socket: one descriptor, and every call of the kernel on it. Calls that may wait exist twice,
 * as a promise (`recv`) and holding the thread (`recvSync`); both work on the same socket.
 *
 * Readers and writers that wait are served in the order in which they asked; a `…Sync` call does
 * not stand in line. Whether to wait is decided by each call, never by O_NONBLOCK.
 *
 * @see socket(7)
 */
export class Socket extends SendingSocket {
  /**
   * Makes a socket. Close-on-exec always.
   *
   * @param family C name or number.
   * @param type C name or number.
   * @param protocol C name (`'IPPROTO_MPTCP'`) or number; 0 is the usual one of the type. Always in
   *   host byte order: for AF_PACKET it is turned around.
   * @throws {SocketError} `EAFNOSUPPORT`, `EPROTONOSUPPORT`, `EINVAL` when this kernel has no such
   *   socket; `EPERM`, `EACCES` without the privilege; `EMFILE`, `ENFILE` when descriptors ran out.
   * @throws {TypeError} When a name is not one of this platform's.
   * @see socket(2)
   */
  constructor(family?: FamilyName | number, type?: TypeName | number, protocol?: string | number)
  /** @internal A socket around a descriptor that is open already. */
  constructor(life: Life)
  constructor(
    family: FamilyName | number | Life = 'AF_INET',
    type: TypeName | number = 'SOCK_STREAM',
    protocol: string | number = 0,
  ) {
    super(family instanceof Life ? family : create(family, type, protocol))
  }

  /**
   * Makes two sockets that are connected to each other.
   *
   * @throws {SocketError} `EOPNOTSUPP` when the family has no pairs.
   * @see socketpair(2)
   */
  static pair(
    family: FamilyName | number = 'AF_UNIX',
    type: TypeName | number = 'SOCK_STREAM',
    protocol: string | number = 0,
  ): [Socket, Socket] {
    const [domain, kind, number] = [
      numberOf(family, 'family'),
      numberOf(type, 'type'),
      numberOf(protocol, 'protocol'),
    ]
    const pair = new Int32Array(2)
    check('socketpair', native.socketpair(domain, kind, number, pair))
    const [one = -1, other = -1] = pair
    const [first, second] = owned([one, other], () => [ask(one, 'SO_TYPE'), ask(other, 'SO_TYPE')])
    return [new Socket(new Life(one, domain, first)), new Socket(new Life(other, domain, second))]
  }

  /**
   * Takes over a descriptor that this process has: the kernel is asked what it is, and closing
   * it is this object's from then on. Its O_NONBLOCK is left as it is.
   *
   * @throws {SocketError} `ENOTSOCK` when it is no socket, `EBADF` when it is not open; it stays
   *   the caller's then.
   */
  static adopt(fd: number): Socket {
    const number = numberOfDescriptor(fd)
    const life = new Life(number, ask(number, 'SO_DOMAIN'), ask(number, 'SO_TYPE'))
    check('fcntl', native.own(number))
    life.noteLowWater()
    return new Socket(life)
  }

  /**
   * Lends a descriptor from who has it: its number, or a socket or server of `net`, `http` or
   * `dgram`. For options and names; closing this object, or dropping it, leaves the descriptor
   * open. Once the lender has closed it, calls fail with `ERR_SOCKET_CLOSED`, and so does what
   * waits: at once where the lender emits 'close', otherwise within 250 ms.
   *
   * @throws {SocketError} `ENOTSOCK`, `EBADF` as {@link Socket.adopt}.
   * @throws {TypeError} When the object has no descriptor (yet): connect or listen first.
   */
  static borrow(handle: Lender): Socket {
    const loan = loanOf(handle)
    const fd = loan.current()
    const life = new Life(fd, ask(fd, 'SO_DOMAIN'), ask(fd, 'SO_TYPE'), undefined, loan)
    life.noteLowWater()
    return new Socket(life)
  }

  /**
   * Gives the socket a name.
   *
   * @throws {SocketError} `EADDRINUSE`; `EADDRNOTAVAIL` when the address is not this machine's;
   *   `EACCES` for a privileged port or folder; `EINVAL` when it has a name already.
   * @see bind(2)
   */
  bind(address: AddressLike): void {
    const { bytes, subject } = sockaddrOf(address)
    check('bind', native.bind(this.open('bind'), bytes), subject)
  }

  /**
   * Begins to take connections.
   *
   * @param backlog How many may wait to be accepted; the kernel cuts it to net.core.somaxconn.
   * @throws {SocketError} `EADDRINUSE` when another listens there; `EOPNOTSUPP` for a type that
   *   has no connections.
   * @see listen(2)
   */
  listen(backlog: number = SOMAXCONN): void {
    const size = checkSize(backlog, 'backlog')
    check('listen', native.listen(this.open('listen'), size))
  }

  /**
   * Connects to an address; on a datagram socket only remembers it. Resolves no names: the
   * `connect` function does.
   *
   * When it fails by deadline or abort the socket goes on connecting; close it. A socket that was
   * refused may try again.
   *
   * @throws {SocketError} `ECONNREFUSED`, `ENETUNREACH`, `EHOSTUNREACH`, `ETIMEDOUT` (the kernel's
   *   own patience), `EISCONN`, `EALREADY`; `ENOENT`, `EPROTOTYPE` (Unix).
   * @throws {SocketTimeoutError} At the deadline.
   * @see connect(2)
   */
  connect(address: AddressLike, options?: AsyncWaitOptions): Promise<void> {
    try {
      const told = tell(options, WAIT.promise)
      return this.wait('writers', this.#connect(address), told)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** {@link Socket.connect}, holding the thread. */
  connectSync(address: AddressLike, options?: WaitOptions): void {
    const told = tell(options, WAIT.sync)
    this.hold(POLLOUT, this.#connect(address), told)
  }

  /**
   * Starts to connect, and never waits: one connect(2). A connection that is under way makes the
   * socket writable when it is done; the next connect(2) then tells how it went.
   *
   * @returns Whether the socket is connected; false while the connection that this call began is
   *   under way.
   * @throws {SocketError} As {@link Socket.connect}; `EALREADY` while an earlier one is under way;
   *   `EAGAIN` when the queue of a Unix listener is full, which poll(2) will not tell the end of.
   * @see connect(2), EINPROGRESS
   */
  startConnect(address: AddressLike): boolean {
    return startConnect(() => this.open('connect'), address)
  }

  /**
   * Takes the next connection, waiting if there is none. A connection that its peer has reset
   * meanwhile is taken too; its first receive says so.
   *
   * @throws {SocketError} `EINVAL` when not listening; `EMFILE`, `ENFILE` when descriptors ran out,
   *   and the connection waits on.
   * @see accept(2)
   */
  accept(options?: AsyncWaitOptions): Promise<Socket> {
    try {
      const told = tell(options, WAIT.promise)
      return this.wait('readers', this.#accept(), told)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** {@link Socket.accept}, holding the thread. */
  acceptSync(options?: WaitOptions): Socket {
    const told = tell(options, WAIT.sync)
    return this.hold(ACCEPT_EVENTS, this.#accept(), told)
  }

  /**
   * Ends one half of a connection, or both. What was sent before still arrives.
   *
   * @throws {SocketError} `ENOTCONN` without a connection.
   * @see shutdown(2)
   */
  shutdown(how: Half | number): void {
    const number = numberOf(how, 'how')
    check('shutdown', native.shutdown(this.open('shutdown'), number))
    const { readiness } = lifeOf(this)
    // A full Unix socket is not announced as writable by that, nor as readable.
    readiness.line('readers').serve()
    readiness.line('writers').serve()
  }

  /**
   * Accepts connections until the socket is closed by this program, which ends the iteration
   * quietly. Connections that fail before they are taken are passed over; when descriptors run
   * out, it pauses and goes on.
   */
  connections(options?: AsyncWaitOptions): AsyncGenerator<Socket, void> {
    const request = this.#accept(true)
    return eachConnection(this, options, (told) => this.wait('readers', request, told))
  }

  /**
   * Receives until the peer has finished, or the socket is closed by this program.
   *
   * @param size Bytes at most of each chunk; 65536 by default.
   */
  chunks(size?: number, options?: AsyncReceiveOptions): AsyncGenerator<Buffer, void> {
    return eachChunk(this, size, options)
  }

  /**
   * Receives datagrams, empty ones too, until the socket is closed by this program, or nothing
   * more can come: a seqpacket's peer has finished, or this end was shut down. `truncated` tells
   * those that were longer than `size`.
   *
   * The kernel does not tell empty datagrams at the end of a seqpacket from that end.
   */
  datagrams(options?: DatagramOptions): AsyncGenerator<ReceivedDatagram, void> {
    return eachDatagram(this, options, (told) => this.nextDatagram(told))
  }

  /**
   * Receives messages as {@link Socket.recvMessage}, empty ones too, until the socket is closed by
   * this program, or nothing more can come. See {@link Socket.datagrams} for how these end.
   */
  messages(options?: MessageOptions & AsyncReceiveOptions): AsyncGenerator<ReceivedMessage, void> {
    return eachMessage(this, options)
  }

  #connect(address: AddressLike): Request<void> {
    return connectRequest(lifeOf(this).family, address)
  }

  #accept(patient = false): Request<Socket> {
    const { family, type, readiness } = lifeOf(this)
    const make = (fd: number, peer: string): Socket => {
      const life = new Life(fd, family, type, peer)
      life.readiness.lowWater = readiness.lowWater
      return new Socket(life)
    }
    return acceptRequest(family, make, patient)
  }
}

adoptDescriptorsBy((fd) => Socket.adopt(fd))

function create(
  family: FamilyName | number,
  type: TypeName | number,
  protocol: string | number,
): Life {
  const domain = numberOf(family, 'family')
  const kind = numberOf(type, 'type')
  const number = protocolForSocket(domain, numberOf(protocol, 'protocol'), platform)
  const fd = check('socket', native.socket(domain, kind, number))
  // Not as it was told: that has flags in it, and Linux makes a raw Unix socket one of datagrams.
  return new Life(
    fd,
    domain,
    owned([fd], () => ask(fd, 'SO_TYPE')),
  )
}

/** Asks something of descriptors that have no object yet, and closes them if that goes wrong. */
function owned<T>(fds: readonly number[], ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    for (const fd of fds) native.close(fd)
    throw error
  }
}

const answerBytes = new Int32Array(1)
const answerView = new Uint8Array(answerBytes.buffer)

function ask(fd: number, option: 'SO_DOMAIN' | 'SO_TYPE'): number {
  const number = platform.constant(option)
  if (number === undefined) return askName(fd)
  const answer = native.getsockopt(fd, SOL_SOCKET, number, answerView)
  if (answer < 0) throw errorOf('getsockopt', answer, { address: option })
  return answerBytes[0] ?? 0
}

/** The family of a socket where the kernel has no SO_DOMAIN (BSD): that of its own name. */
function askName(fd: number): number {
  const name = new Uint8Array(4 + 128)
  check('getsockname', native.getsockname(fd, name))
  const { offset = 0 } = platform.layout('sockaddr')?.fields['sa_family'] ?? {}
  return name[4 + offset] ?? 0
}
