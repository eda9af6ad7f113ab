import { Socket, type SocketError } from '../../src/index.ts'

/** Why SO_PEERPIDFD cannot be read here; false if it can. */
export const cannotReadPeerPidfd: string | false = whyNot()

function whyNot(): string | false {
  const pair = Socket.pair()
  try {
    pair[0].getOption('SO_PEERPIDFD').close()
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code} to SO_PEERPIDFD`
  } finally {
    for (const socket of pair) socket.close()
  }
}
