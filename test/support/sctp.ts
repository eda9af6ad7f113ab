import { Socket, SocketError } from '../../src/index.ts'

/** Why this kernel has no SCTP; false if it has. */
export const noSctp: string | false = whyNot()

function whyNot(): string | false {
  try {
    new Socket('AF_INET', 'SOCK_STREAM', 'IPPROTO_SCTP').close()
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `this kernel has no SCTP: ${error.code}`
  }
}
