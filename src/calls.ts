/**
 * The system calls of native/. Every function returns the result of the system call, or `-errno`;
 * none throws. An argument of the wrong type is `-EINVAL`; a detached view, or no view where bytes
 * are expected, is `-EFAULT`.
 *
 * A *name* is a buffer for an address that the kernel writes: four bytes for the length, in the byte
 * order of the machine, then the sockaddr. The length may be more than fits into the buffer.
 */
export interface Calls {
  /** socket(2). Always close-on-exec. */
  socket(family: number, type: number, protocol: number): number
  /** socketpair(2): writes two descriptors to `pair`. Always close-on-exec. */
  socketpair(family: number, type: number, protocol: number, pair: Int32Array): number
  /** bind(2). */
  bind(fd: number, address: Uint8Array): number
  /** connect(2). Blocks if the descriptor is blocking. */
  connect(fd: number, address: Uint8Array): number
  /** listen(2). */
  listen(fd: number, backlog: number): number
  /** accept4(2): the new descriptor, close-on-exec. Blocks if the descriptor is blocking. */
  accept(fd: number, name: Uint8Array | null): number
  /** getsockname(2). */
  getsockname(fd: number, name: Uint8Array): number
  /** getpeername(2). */
  getpeername(fd: number, name: Uint8Array): number
  /** shutdown(2). */
  shutdown(fd: number, how: number): number
  /** close(2). */
  close(fd: number): number
  /** fcntl(2) of a command whose argument is an integer. Others are `-EINVAL`. */
  fcntl(fd: number, command: number, argument: number): number
  /**
   * ioctl(2) of a request that returns an integer: FIONREAD (SIOCINQ), SIOCATMARK, and on Linux
   * SIOCOUTQ and SIOCOUTQNSD. Others are `-EINVAL`.
   */
  ioctl(fd: number, request: number): number
  /** memfd_create(2). Always close-on-exec. Linux. */
  memfdCreate(name: string, flags: number): number
  /** pidfd_open(2): a descriptor of a process, close-on-exec. Linux 5.3. */
  pidfdOpen(pid: number, flags: number): number
  /** pidfd_getfd(2): a duplicate of another process's descriptor, close-on-exec. Linux 5.6. */
  pidfdGetfd(pidfd: number, fd: number, flags: number): number

  /**
   * getsockopt(2): writes to `value` and returns how many bytes. Options whose value points to other
   * memory are `-EINVAL`; a count in the value that needs more than there is, is `-EFAULT`.
   */
  getsockopt(fd: number, level: number, option: number, value: Uint8Array): number
  /** setsockopt(2). */
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): number
  /**
   * setsockopt(2) of an option whose value is a struct sock_fprog: it points to these instructions of
   * classic BPF, eight bytes each. Linux.
   */
  setsockoptProgram(fd: number, level: number, option: number, instructions: Uint8Array): number

  /** recv(2). */
  recv(fd: number, data: ArrayBufferView, flags: number): number
  /** recvfrom(2). */
  recvfrom(fd: number, data: ArrayBufferView, flags: number, name: Uint8Array): number
  /**
   * recvmsg(2), scattered over `data`. Writes to `result`: msg_flags, the number of control messages,
   * and for each of them its level, type, offset in `control`, and length.
   *
   * Pass MSG_CMSG_CLOEXEC if descriptors may arrive, as on a Unix socket; some other families refuse
   * it. Instead of a descriptor that was closed for lack of memory there is a negative number, and
   * MSG_CTRUNC is set.
   */
  recvmsg(
    fd: number,
    data: readonly ArrayBufferView[],
    flags: number,
    name: Uint8Array | null,
    control: Uint8Array | null,
    result: Int32Array,
  ): number
  /** send(2). MSG_NOSIGNAL is not added. */
  send(fd: number, data: ArrayBufferView, flags: number): number
  /** sendto(2). */
  sendto(fd: number, data: ArrayBufferView, flags: number, address: Uint8Array): number
  /**
   * sendmsg(2), gathered from `data`. `table` has the level, the type, the offset in `control` and the
   * length of each control message; headers and padding are added.
   */
  sendmsg(
    fd: number,
    data: readonly ArrayBufferView[],
    flags: number,
    address: Uint8Array | null,
    control: Uint8Array | null,
    table: Int32Array | null,
  ): number
  /**
   * sendfile(2), of at most `count` bytes from `offset`; the position of the file is not used. Raises
   * no SIGPIPE. Blocks if the socket is blocking. Linux; elsewhere `-ENOSYS`.
   */
  sendfile(to: number, from: number, offset: number, count: number): number
  /** splice(2) without offsets. Raises no SIGPIPE. Linux; elsewhere `-ENOSYS`. */
  splice(from: number, to: number, count: number, flags: number): number
  /** Finds the control messages in the first `length` bytes of `control`, as recvmsg does. */
  cmsgs(control: Uint8Array, length: number, result: Int32Array): number

  /** poll(2) of one descriptor; returns its revents. A negative one is ignored: only time passes. */
  pollOne(fd: number, events: number, milliseconds: number): number
  /** poll(2). `entries` has fd, events and revents of each. */
  poll(entries: Int32Array, milliseconds: number): number

  /** if_nametoindex(3). */
  ifNameToIndex(name: string): number
  /** if_indextoname(3). */
  ifIndexToName(index: number): string | number
  /** getifaddrs(3). */
  getifaddrs(): InterfaceEntry[] | number

  /** getaddrinfo(3). */
  getaddrinfo(...query: AddressQuery): AddressAnswer
  /** getnameinfo(3). */
  getnameinfo(address: Uint8Array, flags: number): NameAnswer
  /** gai_strerror(3). */
  gaiStrerror(code: number): string
  /** strerror(3), of a positive errno. */
  strerror(errno: number): string
}

/** Host, service, flags, family, type, protocol. */
export type AddressQuery = [
  host: string | null,
  service: string | null,
  flags: number,
  family: number,
  type: number,
  protocol: number,
]

/** An EAI code (0 for success), errno, and the addresses. */
export type AddressAnswer = [code: number, errno: number, ...found: AddressEntry[]]

/** One address of getaddrinfo(3). */
export type AddressEntry = [
  family: number,
  type: number,
  protocol: number,
  address: Uint8Array,
  canonicalName: string | null,
]

/** An EAI code (0 for success), errno, and the two names. */
export type NameAnswer = [code: number, errno: number, host?: string, service?: string]

/** One entry of getifaddrs(3). */
export type InterfaceEntry = [
  name: string,
  flags: number,
  address: Uint8Array | null,
  netmask: Uint8Array | null,
  /** The broadcast address, or the other end of a point-to-point link. */
  other: Uint8Array | null,
]

/** The size of a *name* that any sockaddr fits in: four bytes for the length, then the sockaddr. */
export const NAME_SIZE = 4 + 256
