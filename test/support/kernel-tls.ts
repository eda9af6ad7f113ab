import { Socket, SocketError } from '../../src/index.ts'

/** Why the kernel does not support TLS; false if it does. */
export const noKernelTls: string | false = whyNot()

function whyNot(): string | false {
  using listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen()
  using socket = new Socket('AF_INET')
  socket.connectSync(listener.localAddress)
  try {
    socket.setOption('TCP_ULP', 'tls')
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `TCP_ULP of 'tls' is ${error.code}`
  }
}
