import { constants, type ControlToSend, Socket } from '../../src/index.ts'
import { everyControl } from '../../src/protocols/index.ts'
import { DATA } from './provoke-control.ts'
import { holding, type Provocation } from './provocation.ts'

const LOOPBACK = { AF_INET: '127.0.0.1:0', AF_INET6: '[::1]:0' } as const

/** Two one-to-many sockets, the second of which takes associations. */
function oneToMany(
  family: 'AF_INET' | 'AF_INET6' = 'AF_INET',
  prepare?: (socket: Socket) => void,
): Pick<Provocation, 'make'> {
  return {
    make: () =>
      holding((hold) => {
        const made = () => {
          const socket = hold(new Socket(family, 'SOCK_SEQPACKET', 'IPPROTO_SCTP'))
          prepare?.(socket)
          socket.bind(LOOPBACK[family])
          return socket
        }
        const [sender, receiver] = [made(), made()]
        receiver.listen()
        return [sender, receiver]
      }),
  }
}

/** Sends the example of the row. */
function sent(name: string): Provocation['provoke'] {
  return (sender, receiver) => {
    const example = everyControl().find((row) => row.name === name)?.details.example
    const control = { [name]: example } as ControlToSend
    sender.sendMessageSync({ data: DATA, address: receiver.localAddress, control })
  }
}

/** Sets up an association, which sends each message immediately. */
function setUp(sender: Socket, receiver: Socket): void {
  sender.setOption('SCTP_NODELAY', true)
  sender.sendToSync('the first', receiver.localAddress)
  receiver.recvSync()
}

const sending = (name: string): Provocation => ({ ...oneToMany(), provoke: sent(name) })

const plain: Provocation = {
  ...oneToMany(),
  provoke(sender, receiver) {
    sender.sendToSync(DATA, receiver.localAddress)
  },
}

/** How to provoke the messages of SCTP and DCCP. */
export const sctpMessages: Readonly<Record<string, Provocation>> = {
  DCCP_SCM_PRIORITY: {
    make: () =>
      holding((hold) => {
        const [listener, sender] = [1, 2].map(() =>
          hold(new Socket('AF_INET', 'SOCK_DCCP', 'IPPROTO_DCCP')),
        ) as [Socket, Socket]
        sender.setOption('DCCP_SOCKOPT_QPOLICY_ID', constants.DCCPQ_POLICY_PRIO)
        listener.bind(LOOPBACK.AF_INET)
        listener.listen()
        sender.connectSync(listener.localAddress)
        return [sender, hold(listener.acceptSync())]
      }),
    provoke(sender) {
      sender.sendMessageSync({ data: DATA, control: { DCCP_SCM_PRIORITY: 7 } })
    },
  },
  SCTP_AUTHINFO: {
    ...oneToMany('AF_INET', (socket) => {
      socket.setOption('SCTP_AUTH_SUPPORTED', true)
      socket.setOption('SCTP_AUTH_CHUNK', 0) // that of data
      socket.setOption('SCTP_AUTH_KEY', { keynumber: 1, key: Uint8Array.of(1, 2, 3) })
    }),
    provoke: sent('SCTP_AUTHINFO'),
  },
  SCTP_DSTADDRV4: sending('SCTP_DSTADDRV4'),
  SCTP_DSTADDRV6: { ...oneToMany('AF_INET6'), provoke: sent('SCTP_DSTADDRV6') },
  SCTP_INIT: sending('SCTP_INIT'),
  SCTP_NXTINFO: {
    ...oneToMany(),
    provoke(sender, receiver) {
      setUp(sender, receiver)
      for (let i = 0; i < 2; i++) sender.sendToSync(DATA, receiver.localAddress)
    },
  },
  SCTP_PRINFO: {
    ...oneToMany(),
    provoke(sender, receiver) {
      setUp(sender, receiver) // without it the kernel may give the message up at once
      sent('SCTP_PRINFO')(sender, receiver)
    },
  },
  SCTP_RCVINFO: plain,
  SCTP_SNDINFO: sending('SCTP_SNDINFO'),
  SCTP_SNDRCV: plain,
}
