import { constantOf, native } from '../binding.ts'
import { traced, traceMembers } from '../error-stack.ts'
import { check, closedError } from '../errors.ts'
import type { AddressLike } from '../protocols/address.ts'
import type { AnyFamily, ProtocolByFamily, TypeName } from '../protocols/index.ts'
import { localSockaddr } from './addresses.ts'
import { borrowDescriptor, type BorrowedFamily, type BorrowSource } from './borrow.ts'
import { checkSize } from './bytes.ts'
import { call, callSync, tryCall } from './call.ts'
import {
  type AsyncWaitOptions,
  noMore,
  ONE_ADDRESS,
  WAIT,
  WAIT_FOR_ADDRESS,
  type WaitOptions,
} from './call-options.ts'
import { connectRequest, startConnect } from './connect/connect-request.ts'
import { adoptDescriptor, createPair, createSocket, describeDescriptor } from './create.ts'
import { Descriptor } from './descriptor.ts'
import type { DescriptorLike } from './descriptor-number.ts'
import { takeFromProcess } from './from-process.ts'
import { eachChunk, eachConnection, eachDatagram, eachMessage } from './iterate.ts'
import type { InitialOptions } from './initial-options.ts'
import { acceptRequest } from './listen/accept-request.ts'
import { addressText } from './hints/address.ts'
import { listenerText } from './hints/listener.ts'
import { numberOf } from './names.ts'
import { DESCRIPTOR, OpenDescriptor } from './open-descriptor.ts'
import {
  type PeerCredentials,
  peerCredentials,
  type PeerCredentialsOptions,
  type PeerCredentialsWithPidfd,
} from './peer-credentials.ts'
import {
  type AsyncReceiveOptions,
  type ByteRange,
  RECEIVE,
  RECEIVE_INTO,
  type ReceiveOptions,
  type TryReceiveOptions,
} from './receive/receive-options.ts'
import { recvIntoRequest, recvRequest } from './receive/recv.ts'
import type { DatagramOptions, ReceivedDatagram } from './receive/recv-datagram.ts'
import { recvDescriptorsRequest, type ReceivedDescriptors } from './receive/recv-descriptors.ts'
import {
  type QueuedError,
  type QueuedErrorOptions,
  RECEIVE_ERROR,
  recvErrorRequest,
} from './receive/recv-error.ts'
import {
  type Received,
  type ReceivedInto,
  recvFromIntoRequest,
  recvFromRequest,
} from './receive/recv-from.ts'
import {
  type EachMessageOptions,
  type MessageOptions,
  RECEIVE_MESSAGE,
  type ReceivedMessage,
  type ReceivedMessageInto,
  type ReceivedMessageParts,
  recvMessageRequest,
} from './receive/recv-message.ts'
import { sendAtOnce, trySendAtOnce, sendAtOnceSync, sendRequest } from './send/send.ts'
import { sendAllRequest } from './send/send-all.ts'
import { sendDescriptorsRequest } from './send/send-descriptors.ts'
import { type MessageToSend, sendMessageRequest } from './send/send-message.ts'
import {
  type AsyncSendOptions,
  SEND,
  SEND_MESSAGE,
  SEND_TO,
  type SendData,
  type SendOptions,
  type TrySendOptions,
} from './send/send-options.ts'
import { sendToRequest } from './send/send-to.ts'
import { shutdown } from './shutdown.ts'
import { SocketHandle } from './socket-handle.ts'
import { streamOf } from './stream/open-stream.ts'
import type { SocketStream, StreamOptions } from './stream/socket-stream.ts'
import { webStreamsOf } from './stream/web-streams.ts'
import type { FileLike } from './transfer/open-file.ts'
import { type AsyncPipeOptions, PIPE, type PipeOptions, startPipe } from './transfer/pipe-to.ts'
import {
  type AsyncSendFileOptions,
  SEND_FILE,
  type SendFileOptions,
  startSendFile,
} from './transfer/send-file.ts'
import { transfer, transferSync } from './transfer/transfer-call.ts'

const SOMAXCONN = constantOf('SOMAXCONN')

/** Which direction of a connection {@link Socket.shutdown} ends. */
export type ShutdownHow = 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR'

/**
 * A socket: one descriptor, and every system call on it. Every call that can wait has several
 * forms: `recv` returns a promise, `recvSync` blocks, and `tryRecv` returns null if it would have
 * to wait. All work on the same socket.
 *
 * Promises that wait to receive, and those that wait to send, are served in the order of their
 * calls; a `…Sync` or `try…` call does not queue behind them. Whether a call waits depends on its
 * form and options, never on O_NONBLOCK.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/socket.7.html socket(7)}
 */
export class Socket<out Family extends AnyFamily = AnyFamily> extends SocketHandle<Family> {
  /** Creates a socket of AF_INET and SOCK_STREAM. */
  constructor(...none: 'AF_INET' extends Family ? [] : [family: Family])
  /**
   * Creates a socket, always close-on-exec.
   *
   * @param family C name or number.
   * @param type C name or number.
   * @param protocol C name (`'IPPROTO_MPTCP'`) or number; 0 is the usual protocol of the type.
   *   Always in host byte order, even for AF_PACKET.
   * @param initial Options to set immediately, in the order given: `{ options: { SO_MARK: 7 } }`.
   * @throws {SocketError} `EAFNOSUPPORT`, `EPROTONOSUPPORT`, `ESOCKTNOSUPPORT`, `EINVAL` when this
   *   kernel has no such socket, or has not loaded its module; `EPERM`, `EACCES` without the
   *   privilege; `EMFILE`, `ENFILE` if descriptors have run out.
   * @throws {TypeError} When this platform has no such name.
   * @example
   * ```ts
   * const socket = new Socket('AF_INET6', 'SOCK_DGRAM', 0, {
   *   options: { IPV6_V6ONLY: false, IPV6_RECVPKTINFO: true },
   * })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/socket.2.html socket(2)}
   */
  constructor(
    family: Family,
    type?: TypeName | number,
    protocol?: ProtocolByFamily[Family] | number,
    initial?: InitialOptions,
  )
  /** @internal A socket around a descriptor that is open already. */
  constructor(descriptor: OpenDescriptor<Family>)
  constructor(
    family: Family | OpenDescriptor<Family> = 'AF_INET' as Family,
    type: TypeName | number = 'SOCK_STREAM',
    protocol: string | number = 0,
    initial?: InitialOptions,
  ) {
    super(
      family instanceof OpenDescriptor
        ? family
        : traced(() => createSocket(family, type, protocol, initial)),
    )
  }

  /**
   * Creates two sockets that are connected to each other, both with the same options.
   *
   * @throws {SocketError} `EOPNOTSUPP` when the family has no pairs.
   * @example
   * ```ts
   * const [left, right] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/socketpair.2.html socketpair(2)}
   */
  static pair<Family extends AnyFamily = 'AF_UNIX'>(
    family: Family = 'AF_UNIX' as Family,
    type: TypeName | number = 'SOCK_STREAM',
    protocol: ProtocolByFamily[Family] | number = 0,
    initial?: InitialOptions,
  ): [Socket<NoInfer<Family>>, Socket<NoInfer<Family>>] {
    const [one, other] = createPair(family, type, protocol, initial)
    return [new Socket(one), new Socket(other)]
  }

  /**
   * Takes ownership of a descriptor of this process, which this object closes from then on. The
   * kernel reports its family, type and protocol. O_NONBLOCK does not change.
   *
   * @throws {SocketError} `ENOTSOCK` when it is not a socket, `EBADF` when it is not open; in that
   *   case the caller keeps it.
   * @throws {TypeError} When another object of this thread owns it: give what its `detach` returned.
   */
  static adopt(fd: number): Socket {
    return new Socket(adoptDescriptor(fd))
  }

  /**
   * Duplicates a socket of another process, by pidfd_getfd(2), to read and set its options from
   * outside. Both processes then have the same socket: closing it here leaves it open there, and
   * `shutdown` ends it for both. The duplicate is close-on-exec.
   *
   * @param process Its number, or its pidfd, a Descriptor, which can mean no later process.
   * @param fd The number of the socket there, as /proc/PID/fd has it.
   * @throws {SocketError} `ESRCH` when there is no such process; `EBADF` when it has no such
   *   descriptor; `ENOTSOCK` when that is not a socket; `EPERM` without the right to trace the
   *   process: CAP_SYS_PTRACE, or the same user and what Yama allows; `ENOSYS` before Linux 5.6.
   * @example
   * ```ts
   * using listener = Socket.fromProcess(4711, 18)
   * listener.setOption('TCP_DEFER_ACCEPT', 1)
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/pidfd_getfd.2.html pidfd_getfd(2)}
   */
  static fromProcess(process: number | Descriptor, fd: number): Socket {
    return new Socket(takeFromProcess(process, fd))
  }

  /**
   * Borrows the descriptor of a socket or server of `net`, `tls`, `http`, `http2` or `dgram`, of what
   * {@link Socket.stream} returns, or a number, to use its options and addresses. Closing or dropping
   * this object leaves the descriptor open.
   *
   * Once the owner has closed it, calls fail with `ERR_SOCKET_CLOSED`. So do calls that wait:
   * immediately if the owner emits 'close', otherwise within 250 ms.
   *
   * @throws {SocketError} `ENOTSOCK`, `EBADF` as {@link Socket.adopt}.
   * @throws {TypeError} When the object has no descriptor: not yet connected, bound or listening, or
   *   closed.
   * @example
   * ```ts
   * session.once('connect', () => {
   *   Socket.borrow(session.socket).setOption('TCP_USER_TIMEOUT', 5000) // of http2
   * })
   * ```
   */
  static borrow<Source extends BorrowSource>(source: Source): Socket<BorrowedFamily<Source>> {
    return new Socket(borrowDescriptor(source))
  }

  /**
   * Binds the socket to a local address.
   *
   * @throws {SocketError} `EADDRINUSE`; `EADDRNOTAVAIL` when the address is not this machine's;
   *   `EACCES` for a privileged port or folder; `EINVAL` when the socket is bound already.
   * @see {@link https://man7.org/linux/man-pages/man2/bind.2.html bind(2)}
   */
  bind(address: AddressLike): void
  bind(address: AddressLike, ...more: unknown[]): void {
    noMore('bind', more, ONE_ADDRESS)
    const descriptor = this[DESCRIPTOR]
    const to = localSockaddr(address, descriptor.family)
    const answer = native.bind(descriptor.fdFor('bind'), to.bytes)
    check('bind', answer, addressText('bind', descriptor, to))
  }

  /**
   * Starts to listen for connections.
   *
   * @param backlog How many may wait to be accepted; the kernel caps it at net.core.somaxconn. Not
   *   a port: {@link Socket.bind} takes that, and an internet socket that is not bound gets a free
   *   one. The function `listen` does all of this.
   * @throws {SocketError} `EADDRINUSE` when another socket listens there; `EOPNOTSUPP` for a type
   *   without connections.
   * @see {@link https://man7.org/linux/man-pages/man2/listen.2.html listen(2)}
   */
  listen(backlog?: number): void
  listen(backlog: number = SOMAXCONN, ...more: unknown[]): void {
    noMore('listen', more, ': bind takes the address')
    const size = checkSize(backlog, 'backlog')
    const descriptor = this[DESCRIPTOR]
    const answer = native.listen(descriptor.fdFor('listen'), size)
    check('listen', answer, listenerText('listen', descriptor))
  }

  /**
   * Connects to an address; a datagram socket only remembers it. Resolves no names: the `connect`
   * function does.
   *
   * After a timeout or an abort the kernel continues to connect: close the socket. A socket that
   * was refused can try again.
   *
   * @throws {SocketError} `ECONNREFUSED`, `ENETUNREACH`, `EHOSTUNREACH`, `ETIMEDOUT` (TCP gave up),
   *   `EISCONN`, `EALREADY`; `ENOENT`, `EPROTOTYPE` (Unix).
   * @throws {SocketTimeoutError} At the deadline.
   * @see {@link https://man7.org/linux/man-pages/man2/connect.2.html connect(2)}
   */
  connect(address: AddressLike, options?: AsyncWaitOptions): Promise<void> {
    return call(this, WAIT_FOR_ADDRESS, options, () => connectRequest(this[DESCRIPTOR], address))
  }

  /** Blocking form of {@link Socket.connect}: takes no `signal`. */
  connectSync(address: AddressLike, options?: WaitOptions): void {
    callSync(this, WAIT_FOR_ADDRESS, options, () => connectRequest(this[DESCRIPTOR], address))
  }

  /**
   * Starts to connect, and never waits: one connect(2). The socket becomes writable when the
   * connection has succeeded or failed; the next connect(2) then returns the outcome.
   *
   * @returns Whether the socket is connected; false while the connection is under way.
   * @throws {SocketError} As {@link Socket.connect}; `EALREADY` while an earlier one is under way;
   *   `EAGAIN` when the backlog of a Unix listener is full: poll(2) does not report when there
   *   is room again.
   * @see EINPROGRESS in {@link https://man7.org/linux/man-pages/man2/connect.2.html connect(2)}
   */
  startConnect(address: AddressLike): boolean
  startConnect(address: AddressLike, ...more: unknown[]): boolean {
    noMore('startConnect', more, ': it never waits')
    return startConnect(this[DESCRIPTOR], address)
  }

  /**
   * Accepts the next connection. One that its peer has reset in the meantime is accepted too; its
   * first receive reports that.
   *
   * @returns The connection, once there is one.
   * @throws {SocketError} `EINVAL` when not listening; `EMFILE`, `ENFILE` when descriptors ran out:
   *   the connection stays in the backlog.
   * @see {@link https://man7.org/linux/man-pages/man2/accept.2.html accept(2)}
   */
  accept(options?: AsyncWaitOptions): Promise<Socket<Family>> {
    return call(this, WAIT, options, () => acceptRequest(this[DESCRIPTOR], wrap))
  }

  /** Blocking form of {@link Socket.accept}: takes no `signal`. */
  acceptSync(options?: WaitOptions): Socket<Family> {
    return callSync(this, WAIT, options, () => acceptRequest(this[DESCRIPTOR], wrap))
  }

  /**
   * As {@link Socket.accept}, but never waits, and takes no options: returns null if it would have
   * to wait.
   *
   * @returns The connection; null if there is none.
   */
  tryAccept(): Socket<Family> | null {
    return tryCall(this, WAIT, undefined, () => acceptRequest(this[DESCRIPTOR], wrap))
  }

  /**
   * Shuts down one direction of a connection, or both. Data that was sent before still arrives.
   *
   * @throws {SocketError} `ENOTCONN` without a connection.
   * @see {@link https://man7.org/linux/man-pages/man2/shutdown.2.html shutdown(2)}
   */
  shutdown(how: ShutdownHow | number): void {
    check('shutdown', shutdown(this[DESCRIPTOR], numberOf(how, 'how')))
  }

  /**
   * Tells who is at the other end of a Unix connection: the process that called connect(2),
   * listen(2) or socketpair(2) for it, as it was at that moment. The kernel says so, so a peer
   * cannot lie. A pidfd is opened only on request, since the caller must close it.
   *
   * @throws {SocketError} `ENODATA` where there is no such peer: on other families, before connect,
   *   on a listener, and on a datagram socket, whose messages have their senders (SO_PASSCRED).
   *   With `pidfd`, `ENOPROTOOPT` before Linux 6.5.
   * @example
   * ```ts
   * const { uid, groups } = connection.peerCredentials()
   * if (uid !== process.getuid?.() && !groups.includes(ADMIN)) connection.close()
   * ```
   * @see SO_PEERCRED in {@link https://man7.org/linux/man-pages/man7/unix.7.html unix(7)}
   */
  peerCredentials(options: PeerCredentialsOptions & { pidfd: true }): PeerCredentialsWithPidfd
  /** Without `pidfd`: nothing to close. */
  peerCredentials(options?: PeerCredentialsOptions & { pidfd?: false | undefined }): PeerCredentials
  peerCredentials(options?: PeerCredentialsOptions): PeerCredentials {
    return peerCredentials(this[DESCRIPTOR], options)
  }

  /**
   * Receives up to `max` bytes of what has arrived. Each call is one recv(2): a stream may return
   * fewer bytes than `max`, and a datagram that is longer than `max` loses its tail.
   *
   * @param max Bytes; 65536 by default. With 0 it returns once something has arrived, and takes
   *   nothing from a stream, but a whole datagram.
   * @returns The bytes, as soon as something has arrived; none for an empty datagram, or once a
   *   stream's peer has finished sending.
   * @throws {SocketError} `ENOTCONN` before connect; `ECONNRESET` if the peer reset the connection;
   *   `ECONNREFUSED` if an earlier datagram found no receiver.
   * @example
   * ```ts
   * const deadline = performance.now() + 1000 // for both
   * const header = await socket.recv(4, { flags: 'MSG_WAITALL', deadline })
   * const body = await socket.recv(header.readUInt32BE(), { flags: 'MSG_WAITALL', deadline })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/recv.2.html recv(2)}
   */
  recv(max?: number, options?: AsyncReceiveOptions): Promise<Buffer> {
    return call(this, RECEIVE, options, (given) => recvRequest(this[DESCRIPTOR], max, given))
  }

  /** Blocking form of {@link Socket.recv}: takes no `signal`. */
  recvSync(max?: number, options?: ReceiveOptions): Buffer {
    return callSync(this, RECEIVE, options, (given) => recvRequest(this[DESCRIPTOR], max, given))
  }

  /**
   * As {@link Socket.recv}, but never waits: returns null if it would have to.
   *
   * @returns The bytes; null if nothing has arrived. No bytes for an empty datagram, or once a
   *   stream's peer has finished sending.
   * @example
   * ```ts
   * for (let data = socket.tryRecv(); data !== null; data = socket.tryRecv()) handle(data) // UDP
   * ```
   */
  tryRecv(max?: number, options?: TryReceiveOptions): Buffer | null {
    return tryCall(this, RECEIVE, options, (given) => recvRequest(this[DESCRIPTOR], max, given))
  }

  /**
   * Receives into the caller's memory. Otherwise as {@link Socket.recv}.
   *
   * @param view Any view or ArrayBuffer, including shared ones. It must not be detached while the
   *   call waits.
   * @returns How many bytes were written, as soon as something has arrived; with MSG_TRUNC the true
   *   length of the datagram, which may be more. 0 for an empty datagram, or once a stream's peer has
   *   finished sending.
   * @throws {RangeError} When `offset` or `length` are outside the view; in that case nothing is
   *   received.
   * @throws {TypeError} When the view is detached, immediately or while the call waits; what has
   *   arrived stays readable.
   * @see {@link https://man7.org/linux/man-pages/man2/recv.2.html recv(2)}
   */
  recvInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: AsyncReceiveOptions & ByteRange,
  ): Promise<number> {
    return call(this, RECEIVE_INTO, options, (given) =>
      recvIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /** Blocking form of {@link Socket.recvInto}: takes no `signal`. */
  recvIntoSync(
    view: ArrayBufferView | ArrayBufferLike,
    options?: ReceiveOptions & ByteRange,
  ): number {
    return callSync(this, RECEIVE_INTO, options, (given) =>
      recvIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /**
   * As {@link Socket.recvInto}, but never waits: returns null if it would have to.
   *
   * @returns How many bytes were written, or null if nothing has arrived; with MSG_TRUNC the true
   *   length of the datagram, which may be more. 0 for an empty datagram, or once a stream's peer has
   *   finished sending.
   */
  tryRecvInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: TryReceiveOptions & ByteRange,
  ): number | null {
    return tryCall(this, RECEIVE_INTO, options, (given) =>
      recvIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /**
   * Receives as {@link Socket.recv}, with the sender's address.
   *
   * @see {@link https://man7.org/linux/man-pages/man2/recvfrom.2.html recvfrom(2)}
   */
  recvFrom(max?: number, options?: AsyncReceiveOptions): Promise<Received<Family>> {
    return call(this, RECEIVE, options, (given) => recvFromRequest(this[DESCRIPTOR], max, given))
  }

  /** Blocking form of {@link Socket.recvFrom}: takes no `signal`. */
  recvFromSync(max?: number, options?: ReceiveOptions): Received<Family> {
    return callSync(this, RECEIVE, options, (given) =>
      recvFromRequest(this[DESCRIPTOR], max, given),
    )
  }

  /** As {@link Socket.recvFrom}, but never waits: returns null if it would have to. */
  tryRecvFrom(max?: number, options?: TryReceiveOptions): Received<Family> | null {
    return tryCall(this, RECEIVE, options, (given) => recvFromRequest(this[DESCRIPTOR], max, given))
  }

  /**
   * Receives as {@link Socket.recvInto}, with the sender's address.
   *
   * @see {@link https://man7.org/linux/man-pages/man2/recvfrom.2.html recvfrom(2)}
   */
  recvFromInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: AsyncReceiveOptions & ByteRange,
  ): Promise<ReceivedInto<Family>> {
    return call(this, RECEIVE_INTO, options, (given) =>
      recvFromIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /** Blocking form of {@link Socket.recvFromInto}: takes no `signal`. */
  recvFromIntoSync(
    view: ArrayBufferView | ArrayBufferLike,
    options?: ReceiveOptions & ByteRange,
  ): ReceivedInto<Family> {
    return callSync(this, RECEIVE_INTO, options, (given) =>
      recvFromIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /** As {@link Socket.recvFromInto}, but never waits: returns null if it would have to. */
  tryRecvFromInto(
    view: ArrayBufferView | ArrayBufferLike,
    options?: TryReceiveOptions & ByteRange,
  ): ReceivedInto<Family> | null {
    return tryCall(this, RECEIVE_INTO, options, (given) =>
      recvFromIntoRequest(this[DESCRIPTOR], view, given),
    )
  }

  /**
   * Receives data with everything that the kernel reports about it: sender, flags, whether it was
   * truncated, and the control messages if `control` requests them.
   *
   * @example
   * ```ts
   * const { data, address, control, truncated } = await socket.recvMessage({ control: true })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/recvmsg.2.html recvmsg(2)}
   */
  recvMessage(
    options?: MessageOptions & AsyncReceiveOptions & { sizes?: never; into?: never },
  ): Promise<ReceivedMessage<Family>>
  /** Receives into several buffers of these sizes, filled one after the other. */
  recvMessage(
    options: MessageOptions & AsyncReceiveOptions & { sizes: readonly number[] },
  ): Promise<ReceivedMessageParts<Family>>
  /** Receives into the caller's memory. */
  recvMessage(
    options: MessageOptions & AsyncReceiveOptions & { into: ArrayBufferView | ArrayBufferView[] },
  ): Promise<ReceivedMessageInto<Family>>
  recvMessage(options?: MessageOptions & AsyncReceiveOptions): Promise<unknown> {
    return call(this, RECEIVE_MESSAGE, options, (given) =>
      recvMessageRequest(this[DESCRIPTOR], given),
    )
  }

  /** Blocking form of {@link Socket.recvMessage}: takes no `signal`. */
  recvMessageSync(
    options?: MessageOptions & ReceiveOptions & { sizes?: never; into?: never },
  ): ReceivedMessage<Family>
  /** Receives into several buffers of these sizes, filled one after the other. */
  recvMessageSync(
    options: MessageOptions & ReceiveOptions & { sizes: readonly number[] },
  ): ReceivedMessageParts<Family>
  /** Receives into the caller's memory. */
  recvMessageSync(
    options: MessageOptions & ReceiveOptions & { into: ArrayBufferView | ArrayBufferView[] },
  ): ReceivedMessageInto<Family>
  recvMessageSync(options?: MessageOptions & ReceiveOptions): unknown {
    return callSync(this, RECEIVE_MESSAGE, options, (given) =>
      recvMessageRequest(this[DESCRIPTOR], given),
    )
  }

  /**
   * As {@link Socket.recvMessage}, but never waits: returns null if it would have to.
   *
   * @example
   * ```ts
   * const message = socket.tryRecvMessage({ control: true })
   * if (message !== null) handle(message.data, message.control.IP_PKTINFO)
   * ```
   */
  tryRecvMessage(
    options?: MessageOptions & TryReceiveOptions & { sizes?: never; into?: never },
  ): ReceivedMessage<Family> | null
  /** Receives into several buffers of these sizes, filled one after the other. */
  tryRecvMessage(
    options: MessageOptions & TryReceiveOptions & { sizes: readonly number[] },
  ): ReceivedMessageParts<Family> | null
  /** Receives into the caller's memory. */
  tryRecvMessage(
    options: MessageOptions & TryReceiveOptions & { into: ArrayBufferView | ArrayBufferView[] },
  ): ReceivedMessageInto<Family> | null
  tryRecvMessage(options?: MessageOptions & TryReceiveOptions): unknown {
    return tryCall(this, RECEIVE_MESSAGE, options, (given) =>
      recvMessageRequest(this[DESCRIPTOR], given),
    )
  }

  /**
   * Receives descriptors that the peer of a Unix socket passes, with their data: one recvmsg(2) with
   * space for all that a message can have.
   *
   * On a stream, bytes that were sent before may come first in the same data; the descriptors of two
   * sends never come together. Data without descriptors is returned too.
   *
   * @param max Bytes of data; 65536 by default.
   * @throws {SocketError} `ERR_SOCKET_DESCRIPTORS_LOST` if the kernel could not open all of them, as
   *   at the limit of open files: none is left open, and `data` has the bytes. Otherwise as
   *   {@link Socket.recv}.
   * @throws {TypeError} On a socket of another family.
   * @example
   * ```ts
   * const { descriptors, data } = await socket.recvDescriptors()
   * for (const descriptor of descriptors) serve(descriptor.toSocket())
   * ```
   * @see SCM_RIGHTS in {@link https://man7.org/linux/man-pages/man7/unix.7.html unix(7)}
   */
  recvDescriptors(max?: number, options?: AsyncReceiveOptions): Promise<ReceivedDescriptors> {
    return call(this, RECEIVE, options, (given) =>
      recvDescriptorsRequest(this[DESCRIPTOR], max, given),
    )
  }

  /** Blocking form of {@link Socket.recvDescriptors}: takes no `signal`. */
  recvDescriptorsSync(max?: number, options?: ReceiveOptions): ReceivedDescriptors {
    return callSync(this, RECEIVE, options, (given) =>
      recvDescriptorsRequest(this[DESCRIPTOR], max, given),
    )
  }

  /** As {@link Socket.recvDescriptors}, but never waits: returns null if it would have to. */
  tryRecvDescriptors(max?: number, options?: TryReceiveOptions): ReceivedDescriptors | null {
    return tryCall(this, RECEIVE, options, (given) =>
      recvDescriptorsRequest(this[DESCRIPTOR], max, given),
    )
  }

  /**
   * Receives the next entry of the socket's error queue: an ICMP error (IP_RECVERR, IPV6_RECVERR),
   * the time when a packet was sent (SO_TIMESTAMPING), or the completion of a send with
   * MSG_ZEROCOPY. Never receives data.
   *
   * Does not wait unless it is given a `timeout` or a `deadline`: {@link Socket.timeout} does not
   * apply. While the queue is not empty, poll(2) reports POLLERR, so POLLERR does not always mean
   * that the socket has failed.
   *
   * @returns null if the queue is empty, or still is at the deadline.
   * @throws {SocketError} `EOPNOTSUPP` if the system has no such queues.
   * @see MSG_ERRQUEUE in {@link https://man7.org/linux/man-pages/man2/recv.2.html recv(2)}
   */
  recvError(options?: QueuedErrorOptions & AsyncWaitOptions): Promise<QueuedError<Family> | null> {
    return call(this, RECEIVE_ERROR, options, (given) => recvErrorRequest(this[DESCRIPTOR], given))
  }

  /** Blocking form of {@link Socket.recvError}: takes no `signal`. */
  recvErrorSync(options?: QueuedErrorOptions): QueuedError<Family> | null {
    return callSync(this, RECEIVE_ERROR, options, (given) =>
      recvErrorRequest(this[DESCRIPTOR], given),
    )
  }

  /**
   * Sends as much as the kernel has space for. A stream may accept only a part.
   *
   * Views are not copied: their bytes are read when the kernel accepts them, which is later if the
   * send waits.
   *
   * @returns How many bytes the kernel accepted, as soon as it has space.
   * @throws {SocketError} `EPIPE` if this side was shut down or the peer is gone; `ENOTCONN` or
   *   `EDESTADDRREQ` before connect; `EMSGSIZE` if a datagram is too large.
   * @see {@link https://man7.org/linux/man-pages/man2/send.2.html send(2)}
   */
  send(data: SendData, options?: AsyncSendOptions): Promise<number> {
    return (
      sendAtOnce(this[DESCRIPTOR], data, options) ??
      call(this, SEND, options, (given) => sendRequest(this[DESCRIPTOR], data, given))
    )
  }

  /** Blocking form of {@link Socket.send}: takes no `signal`. */
  sendSync(data: SendData, options?: SendOptions): number {
    return (
      sendAtOnceSync(this[DESCRIPTOR], data, options) ??
      callSync(this, SEND, options, (given) => sendRequest(this[DESCRIPTOR], data, given))
    )
  }

  /**
   * As {@link Socket.send}, but never waits: returns null if it would have to.
   *
   * @returns How many bytes the kernel accepted; null if it has no space.
   */
  trySend(data: SendData, options?: TrySendOptions): number | null {
    const answer = trySendAtOnce(this[DESCRIPTOR], data, options)
    if (answer !== undefined) return answer
    return tryCall(this, SEND, options, (given) => sendRequest(this[DESCRIPTOR], data, given))
  }

  /**
   * Sends everything, with as many sends as necessary, within one timeout. No other send of this
   * socket that returns a promise can interrupt it.
   *
   * @throws {SocketError} As {@link Socket.send}; `bytesSent` says how much was sent.
   * @see {@link https://man7.org/linux/man-pages/man2/send.2.html send(2)}
   */
  sendAll(data: SendData, options?: AsyncSendOptions): Promise<void> {
    return call(this, SEND, options, (given) => sendAllRequest(this[DESCRIPTOR], data, given))
  }

  /** Blocking form of {@link Socket.sendAll}: takes no `signal`. */
  sendAllSync(data: SendData, options?: SendOptions): void {
    callSync(this, SEND, options, (given) => sendAllRequest(this[DESCRIPTOR], data, given))
  }

  /**
   * Sends a file, or what comes out of a pipe, by sendfile(2) or splice(2): the bytes never reach
   * JavaScript. Begins at `offset`, or the start of the file, and ends after `length` bytes, or
   * at the end of the file at that moment. Its own position neither counts nor changes. What takes
   * neither call, such as an eventfd or inotify, is read and sent in C.
   *
   * The file is a path, its bytes or URL, a descriptor, or an object with one as `fd`; it stays
   * open, and may be closed while this waits. A pipe or a socket is read until its end; while it has
   * nothing, other sends go first. Reading from a slow disk blocks the thread.
   *
   * @returns How many bytes were sent: fewer than `length` if the file is shorter.
   * @throws {SocketError} As {@link Socket.send}, with `bytesSent`; `ENOENT`, `EACCES` of open(2);
   *   `EISDIR`; `ESPIPE` for an offset of a pipe. `data` is what was read from a pipe, and not sent.
   * @throws {TypeError} If the socket sends datagrams.
   * @example
   * ```ts
   * const bytes = await socket.sendFile('/var/www/index.html', { timeout: 10_000 })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/sendfile.2.html sendfile(2)}
   */
  sendFile(file: FileLike, options?: AsyncSendFileOptions): Promise<number> {
    return transfer(this, SEND_FILE, options, (given) =>
      startSendFile(this[DESCRIPTOR], file, given),
    )
  }

  /** Blocking form of {@link Socket.sendFile}: takes no `signal`. */
  sendFileSync(file: FileLike, options?: SendFileOptions): number {
    return transferSync(this, SEND_FILE, options, (given) =>
      startSendFile(this[DESCRIPTOR], file, given),
    )
  }

  /**
   * Sends everything that arrives here to another stream, by splice(2): the bytes never reach
   * JavaScript. At the end, when the peer has finished sending, shuts down the sending side of the
   * other socket; neither is closed. Urgent data is passed over. A proxy calls it once for each direction.
   *
   * Holds at most 1 MiB that the other socket has not accepted yet. Calls of these sockets
   * that receive or send meanwhile take or add bytes in between.
   *
   * @param other Where to send; may be this socket, for an echo.
   * @returns How many bytes were sent.
   * @throws {SocketError} As {@link Socket.recv} and {@link Socket.send}; `bytesSent` says how much
   *   was sent, and `data` is what was received and not sent. An AbortError has both too.
   * @throws {TypeError} If one of the sockets is no stream.
   * @example
   * ```ts
   * await Promise.all([client.pipeTo(server), server.pipeTo(client)])
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/splice.2.html splice(2)}
   */
  pipeTo(other: Socket, options?: AsyncPipeOptions): Promise<number> {
    return transfer(
      this,
      PIPE,
      options,
      (given) => startPipe(this[DESCRIPTOR], other, given),
      other,
    )
  }

  /** Blocking form of {@link Socket.pipeTo}: takes no `signal`. */
  pipeToSync(other: Socket, options?: PipeOptions): number {
    return transferSync(this, PIPE, options, (given) => startPipe(this[DESCRIPTOR], other, given))
  }

  /**
   * Sends a datagram to an address. Resolves no names. A TCP connection sends to its peer: the
   * kernel ignores the address.
   *
   * @throws {SocketError} `ENETUNREACH`, `EHOSTUNREACH` without a route; `EACCES` for a broadcast
   *   without SO_BROADCAST; `EISCONN` when connected to another address (Unix); `ENOENT`,
   *   `ECONNREFUSED` when no socket has that address (Unix).
   * @see {@link https://man7.org/linux/man-pages/man2/sendto.2.html sendto(2)}
   */
  sendTo(data: SendData, address: AddressLike, options?: AsyncSendOptions): Promise<number> {
    return call(this, SEND_TO, options, (given) =>
      sendToRequest(this[DESCRIPTOR], data, address, given),
    )
  }

  /** Blocking form of {@link Socket.sendTo}: takes no `signal`. */
  sendToSync(data: SendData, address: AddressLike, options?: SendOptions): number {
    return callSync(this, SEND_TO, options, (given) =>
      sendToRequest(this[DESCRIPTOR], data, address, given),
    )
  }

  /**
   * As {@link Socket.sendTo}, but never waits: returns null if it would have to.
   *
   * @example
   * ```ts
   * if (socket.trySendTo(line, '/dev/log') === null) dropped++
   * ```
   */
  trySendTo(data: SendData, address: AddressLike, options?: TrySendOptions): number | null {
    return tryCall(this, SEND_TO, options, (given) =>
      sendToRequest(this[DESCRIPTOR], data, address, given),
    )
  }

  /**
   * Sends data with control messages, in one call.
   *
   * Descriptors (`SCM_RIGHTS`) stay open in this process; on a stream they need at least one byte of
   * data to travel with.
   *
   * @returns How many bytes of data the kernel accepted.
   * @throws {SocketError} `EINVAL` when the kernel refuses a control message; `EMSGSIZE` beyond
   *   1024 buffers.
   * @example
   * ```ts
   * await socket.sendMessage({ data: 'a file', control: { SCM_RIGHTS: [file] } })
   * ```
   * @see {@link https://man7.org/linux/man-pages/man2/sendmsg.2.html sendmsg(2)}
   */
  sendMessage(message: MessageToSend, options?: AsyncSendOptions): Promise<number> {
    return call(this, SEND_MESSAGE, options, (given) =>
      sendMessageRequest(this[DESCRIPTOR], message, given),
    )
  }

  /** Blocking form of {@link Socket.sendMessage}: takes no `signal`. */
  sendMessageSync(message: MessageToSend, options?: SendOptions): number {
    return callSync(this, SEND_MESSAGE, options, (given) =>
      sendMessageRequest(this[DESCRIPTOR], message, given),
    )
  }

  /**
   * As {@link Socket.sendMessage}, but never waits: returns null if it would have to.
   *
   * @example
   * ```ts
   * if (socket.trySendMessage({ data, control: { IP_TTL: 1 } }) === null) dropped++
   * ```
   */
  trySendMessage(message: MessageToSend, options?: TrySendOptions): number | null {
    return tryCall(this, SEND_MESSAGE, options, (given) =>
      sendMessageRequest(this[DESCRIPTOR], message, given),
    )
  }

  /**
   * Passes descriptors to the peer of a Unix socket, with all of the data, as
   * {@link Socket.sendAll} sends it. They stay open here, and may be closed as soon as this call
   * has been made. They arrive with the first byte, and once.
   *
   * @param fds At most 253: numbers, Sockets, Descriptors, FileHandles.
   * @param data What they travel with; one zero byte by default, since a stream needs one.
   * @throws {SocketError} As {@link Socket.send}; `EBADF` if one is not open; `ETOOMANYREFS` if too
   *   many are under way. With `bytesSent` above 0, the descriptors have been passed.
   * @throws {TypeError} On a socket of another family, and for a stream without data.
   * @throws {RangeError} For more than 253, or a closed one; in that case nothing is sent.
   * @example
   * ```ts
   * await socket.sendDescriptors([listener, logFile], 'restart')
   * ```
   * @see SCM_RIGHTS in {@link https://man7.org/linux/man-pages/man7/unix.7.html unix(7)}
   */
  sendDescriptors(
    fds: readonly DescriptorLike[],
    data?: SendData,
    options?: AsyncSendOptions,
  ): Promise<void> {
    return call(this, SEND, options, (given) =>
      sendDescriptorsRequest(this[DESCRIPTOR], fds, data, given),
    )
  }

  /** Blocking form of {@link Socket.sendDescriptors}: takes no `signal`. */
  sendDescriptorsSync(
    fds: readonly DescriptorLike[],
    data?: SendData,
    options?: SendOptions,
  ): void {
    callSync(this, SEND, options, (given) =>
      sendDescriptorsRequest(this[DESCRIPTOR], fds, data, given),
    )
  }

  /**
   * Accepts connections until this program closes the socket, which ends the iteration without an
   * error. Connections that fail before they are accepted are skipped; while descriptors have run
   * out, the iteration waits.
   *
   * `timeout` limits each wait separately, `deadline` all of them together: the iteration
   * throws if it would have to wait past that moment.
   *
   * @example
   * ```ts
   * for await (const connection of server.connections()) void serve(connection)
   * ```
   */
  connections(options?: AsyncWaitOptions): AsyncGenerator<Socket<Family>, void> {
    return eachConnection(this, options, acceptRequest(this[DESCRIPTOR], wrap, true))
  }

  /**
   * Receives until the peer has finished sending, or this program closes the socket.
   *
   * A socket for datagrams, SOCK_DGRAM or SOCK_RAW, has none, which is a TypeError: see
   * {@link Socket.datagrams}. On a seqpacket connection an empty message ends the iteration.
   *
   * `timeout` limits each wait separately, `deadline` all of them together: the iteration
   * throws if it would have to wait past that moment.
   *
   * @param max Maximum number of bytes of each chunk; 65536 by default.
   */
  chunks(max?: number, options?: AsyncReceiveOptions): AsyncGenerator<Buffer, void> {
    return eachChunk(this, max, options)
  }

  /**
   * Receives datagrams, empty ones too, until this program closes the socket or nothing more can
   * come: a seqpacket's peer has finished, or this side was shut down. `truncated` marks datagrams
   * that were longer than `size`.
   *
   * A stream has none, which is a TypeError: see {@link Socket.chunks}.
   *
   * On a seqpacket connection, a final empty datagram cannot be told from the end.
   *
   * `timeout` limits each wait separately, `deadline` all of them together: the iteration
   * throws if it would have to wait past that moment.
   */
  datagrams(options?: DatagramOptions): AsyncGenerator<ReceivedDatagram<Family>, void> {
    return eachDatagram(this, options)
  }

  /**
   * Receives messages as {@link Socket.recvMessage}, empty ones too, until this program closes the
   * socket, or nothing more can come: a seqpacket's peer has finished, or this side was shut down.
   *
   * `timeout` limits each wait separately, `deadline` all of them together: the iteration
   * throws if it would have to wait past that moment.
   */
  messages(options?: EachMessageOptions): AsyncGenerator<ReceivedMessage<Family>, void> {
    return eachMessage(this, options)
  }

  /**
   * The socket as a Duplex of `node:stream`, for what takes a `net.Socket`: `tls.connect`, servers
   * and agents of `http`, database clients. For connected sockets of type SOCK_STREAM and
   * SOCK_SEQPACKET, of any family; a record of the latter is one chunk.
   *
   * From then on the stream alone receives and sends: `recv`, `send` and the like fail with a
   * TypeError. Options, addresses, `ref` and `unref` work as before. Closing either closes both.
   * Another call returns the same stream. `detach` works while the stream is idle.
   *
   * @throws {SocketError} `ENOTCONN` before connect; `ERR_SOCKET_CLOSED` after close.
   * @throws {TypeError} If the socket listens, is of another type, or a call waits on it; or if it
   *   has a stream, and options are given.
   * @example
   * ```ts
   * const socket = await connect({ host: 'example.com', port: 443, options: { SO_MARK: 7 } })
   * const secure = tls.connect({ socket: socket.stream(), servername: 'example.com' })
   * ```
   */
  stream(options?: StreamOptions): SocketStream {
    return streamOf(this, options)
  }

  /**
   * What the socket receives, as a byte stream of the WHATWG: for bodies of `fetch`,
   * `CompressionStream`, `pipeTo`. A BYOB reader receives into its own memory. Once the first read
   * has been made, only this stream receives. `Socket.timeout` does not apply to it.
   *
   * Cancelling it shuts down receiving. The socket is closed once both of its streams have ended, or
   * failed. What has arrived by then is discarded; over TCP, what arrives later resets the connection.
   *
   * @throws {SocketError} `ENOTCONN` before connect; `ERR_SOCKET_CLOSED` after close.
   * @throws {TypeError} If the socket listens, or is not of SOCK_STREAM or SOCK_SEQPACKET.
   * @see {@link https://streams.spec.whatwg.org/#rbs-class Streams, readable byte streams}
   */
  // What Uint8Array.of returns is Uint8Array<ArrayBuffer>, as transforms take it; before TypeScript 5.7
  // it is Uint8Array.
  get readable(): ReadableStream<ReturnType<Uint8ArrayConstructor['of']>> {
    return webStreamsOf(this, 'readable').readable as ReadableStream<Uint8Array<ArrayBuffer>>
  }

  /**
   * What the socket sends, as a stream of the WHATWG: takes what `sendAll` does. Once the
   * first write has been made, only this stream sends. `Socket.timeout` does not apply to it.
   *
   * Closing it shuts down sending. Aborting it closes the socket, over TCP by a reset, so that the
   * peer does not take what was sent for everything.
   *
   * @throws As {@link Socket.readable}.
   * @see {@link https://streams.spec.whatwg.org/#ws-class Streams, writable streams}
   */
  get writable(): WritableStream<SendData> {
    return webStreamsOf(this, 'writable').writable
  }
}

traceMembers(SocketHandle)
traceMembers(Socket)

function wrap<Family extends AnyFamily>(descriptor: OpenDescriptor<Family>): Socket<Family> {
  return new Socket(descriptor)
}

// Declared here: otherwise the types of Socket and Descriptor would import each other.
declare module './descriptor.ts' {
  interface Descriptor {
    /**
     * Converts the descriptor into a Socket, which owns it from then on.
     *
     * @throws {SocketError} `ENOTSOCK` when it is not a socket; in that case this object keeps it.
     */
    toSocket(): Socket
  }
}

Object.defineProperty(Descriptor.prototype, 'toSocket', {
  configurable: true,
  writable: true,
  value: function toSocket(this: Descriptor): Socket {
    if (this.fd < 0) throw closedError('toSocket')
    const socket = new Socket(describeDescriptor(this.fd))
    this.forget()
    return socket
  },
})
