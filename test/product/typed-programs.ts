import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'

/** Programs that beginners have written, without a cast. Each is a separate module. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'a server and a client': `
    import { connect, listen } from 'berkeley'
    const server = await listen({ host: '127.0.0.1', options: { SO_REUSEADDR: true } })
    const { address, port } = server.localAddress
    const client = await connect({ host: address, port, options: { TCP_NODELAY: true } })
    const { port: from } = client.localAddress
    const peer: { address: string; port: number } = client.remoteAddress
    console.log(from.toFixed(), peer.address.length)`,
  'datagrams in one step': `
    import { bind, bindSync, Socket } from 'berkeley'
    const any = await bind({ port: 0, options: { IPV6_RECVPKTINFO: true, IP_PKTINFO: true } })
    const { port } = any.localAddress
    const one = bindSync({ host: '127.0.0.1' })
    one.sendToSync('hello', { family: 'AF_INET', address: '127.0.0.1', port })
    const socket = new Socket('AF_INET', 'SOCK_DGRAM')
    const { data, address } = await socket.recvFrom(2000, { deadline: performance.now() + 5 })
    if (address) socket.trySendTo(data, address)
    console.log(address?.address.length, address?.port.toFixed())
    for await (const { data, address } of any.datagrams({ timeout: 5 })) any.trySendTo(data, address)`,
  'a family that only the argument decides': `
    import { bind, connect, connectSync, listen, listenSync, Socket } from 'berkeley'
    const dual: Socket<'AF_INET6'> = await bind({ port: 0, family: 'AF_INET6' })
    const log: Socket<'AF_UNIX'> = connectSync({ path: '/dev/log' })
    const tcp: Socket<'AF_INET'> = new Socket()
    const any: Socket<'AF_INET' | 'AF_INET6'>[] = [listenSync(), await listen({ host: undefined })]
    class Own extends Socket<'AF_INET6'> {
      constructor() {
        super('AF_INET6')
      }
    }
    console.log(dual, log, tcp, any, new Own())
    // @ts-expect-error
    const one: Socket<'AF_INET6'> = await bind({ host: '127.0.0.1' })
    // @ts-expect-error
    const two: Socket<'AF_INET6'> = listenSync()
    // @ts-expect-error
    const three: Socket<'AF_VSOCK'> = await connect({ path: '/dev/log' })
    // @ts-expect-error
    const four: Socket<'AF_INET6'> = new Socket()
    // @ts-expect-error
    const [five]: [Socket<'AF_INET'>, Socket<'AF_INET'>] = Socket.pair()
    console.log(one, two, three, four, five)`,
  'a target that may be undefined': `
    import { bind, listen } from 'berkeley'
    // @ts-expect-error
    await listen(process.env['SOCKET'])
    // @ts-expect-error
    await bind(undefined)`,
  'flags and events by name': `
    import { type MessageFlags, pollSync, Socket } from 'berkeley'
    const socket = new Socket('AF_UNIX', 'SOCK_DGRAM')
    const peek: MessageFlags = ['MSG_PEEK', 'MSG_DONTWAIT']
    socket.recvSync(1, { flags: peek })
    socket.sendSync('', { flags: 'MSG_NOSIGNAL' })
    const ready = pollSync([{ socket, events: ['POLLIN', 'POLLOUT'] }, { socket: 0, events: 'POLLIN' }])
    const data = socket.tryRecv(5)
    console.log(ready.length, data === null ? 'nothing' : data.length)`,
  'frames by the names of their protocols': `
    import { Socket } from 'berkeley'
    const socket = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_ALL')
    socket.bind({ family: 'AF_PACKET', interfaceIndex: 'lo', protocol: 'ETH_P_ARP' })
    const frame = await socket.recvFrom(2000)
    console.log(frame.address?.interfaceIndex, socket.localAddress.protocol)
    new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP')`,
  'borrowed from Node': `
    import { createSocket } from 'node:dgram'
    import { createServer } from 'node:http'
    import type { Http2Session } from 'node:http2'
    import { Socket } from 'berkeley'
    const server = createServer().on('connection', (socket) => Socket.borrow(socket).getOption('TCP_INFO'))
    server.on('upgrade', (_, socket) => Socket.borrow(socket).setOption('TCP_NODELAY', true))
    const { port } = Socket.borrow(createSocket('udp4').bind()).localAddress
    const session = (one: Http2Session) => Socket.borrow(one.socket)
    console.log(port.toFixed(), Socket.borrow(server).listening, session, Socket.borrow(0).fd)
    // @ts-expect-error
    Socket.borrow({ port })`,
  'streams of the web': `
    import { Socket } from 'berkeley'
    const [one, other] = Socket.pair()
    const compressed: WritableStream<Uint8Array<ArrayBuffer>> = new CompressionStream('gzip').writable
    const received: Promise<void> = one.readable.pipeTo(compressed)
    const bytes: ReadableStream<Uint8Array<ArrayBuffer>> = one.readable
    const sent: Promise<void> = new Blob(['x']).stream().pipeTo(other.writable)
    console.log(received, bytes, sent)`,
  'errors by their codes': `
    import { type ErrorCode, Socket, SocketError, SocketTimeoutError } from 'berkeley'
    try {
      new Socket().recvSync(1, { timeout: 5 })
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      switch (error.code) {
        case 'EAGAIN':
        case 'ERR_SOCKET_TIMEOUT':
          break
        default:
          console.log(error.code.length, error instanceof SocketTimeoutError)
      }
    }
    const known: ErrorCode = 'ECONNREFUSED'
    // @ts-expect-error
    const misspelt: ErrorCode = 'ECONREFUSED'
    console.log(known, misspelt)`,
  'options and control messages': `
    import { Socket } from 'berkeley'
    const socket = new Socket('AF_INET6', 'SOCK_DGRAM', 0, { options: { IPV6_V6ONLY: false } })
    socket.setOptions({ SO_LINGER: { onoff: true, seconds: 5 }, SO_BUSY_POLL: 50 })
    const { control } = await socket.recvMessage({ control: true })
    const arrived: number | undefined = control.IP_PKTINFO?.interfaceIndex
    socket.sendMessageSync({
      data: '',
      address: '[::1]:9',
      control: { IP_PKTINFO: { interfaceIndex: 'lo' }, IP_TTL: 9 },
    })
    const rtt: number = new Socket().getOption('TCP_INFO').rtt
    console.log(arrived, rtt)
    // @ts-expect-error
    socket.setOptions({ SO_LINGR: 5 })`,
}

const COMPILERS = { 'TypeScript 6': 'typescript/bin/tsc', 'TypeScript 7': 'ts7/bin/tsc' }

const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
]

/** Tests that programs compile without a cast with the compiler's strictest options. */
export function typedProgramSuite(project: string): void {
  const folder = join(project, 'typed-programs')
  mkdirSync(folder)
  const files = Object.entries(PROGRAMS).map(([what, program]) => {
    const file = `${what.replaceAll(' ', '-')}.ts`
    writeFileSync(join(folder, file), program)
    return file
  })

  suite('programs compile without a cast', () => {
    for (const [compiler, path] of Object.entries(COMPILERS)) {
      for (const resolution of RESOLUTIONS) {
        test(`with ${compiler}, as ${resolution.moduleResolution} finds the package`, () => {
          const compilerOptions = {
            ...resolution,
            target: 'es2022',
            lib: ['es2022', 'esnext.disposable'],
            types: ['node'],
            strict: true,
            noUncheckedIndexedAccess: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: false,
            noEmit: true,
          }
          writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))

          const { stdout, status } = spawnSync(
            process.execPath,
            [resolve('node_modules', path), '-p', folder],
            { cwd: project, encoding: 'utf8' },
          )

          assert.equal(stdout, '')
          assert.equal(status, 0)
        })
      }
    }
  })
}
