import { Socket, type SocketError } from '../../src/index.ts'

/** Why a socket of another process cannot be duplicated here; false if it can. */
export const cannotTakeFromProcess: string | false = whyNot()

function whyNot(): string | false {
  using socket = new Socket()
  try {
    Socket.fromProcess(process.pid, socket.fd).close()
    return false
  } catch (error) {
    const { syscall, code } = error as SocketError
    return `this kernel says ${code} to ${syscall}`
  }
}
