import { createCipheriv, createDecipheriv } from 'node:crypto'
import { constants, Socket } from '../../src/index.ts'
import { noBluetooth, rawHci, READ_LOCAL_VERSION, watchVersions } from './bluetooth.ts'
import { canMessages } from './provoke-can.ts'
import { DATA } from './provoke-control.ts'
import { sctpMessages } from './provoke-sctp.ts'
import { type Provocation, holding, twice } from './provocation.ts'
import type { SocketPair } from './pairs.ts'
import { PATIENCE } from './patience.ts'

const service = { family: 'AF_TIPC', serviceType: 18_888, instance: process.pid } as const
const { ALG_OP_DECRYPT, ALG_OP_ENCRYPT, VMADDR_CID_ANY, VMADDR_CID_LOCAL, VMADDR_PORT_ANY } =
  constants

const KEY = Buffer.alloc(16, 'key')
const BLOCK = Buffer.from(DATA.padStart(16)) // a multiple of the block size

const tipc: Pick<Provocation, 'make'> = {
  make: () => holding((hold) => twice(() => hold(new Socket('AF_TIPC', 'SOCK_RDM')))),
}
const undelivered: Provocation = {
  ...tipc,
  provoke(other, sender) {
    other.bind({ ...service, scope: constants.TIPC_NODE_SCOPE })
    sender.setOption('TIPC_DEST_DROPPABLE', false)
    sender.sendToSync(DATA, service)
    other.close()
  },
}

const encrypted: Provocation = {
  make: () => algorithm('skcipher', 'cbc(aes)'),
  provoke(sender) {
    const iv = Buffer.alloc(16, 'iv')
    const turned = createDecipheriv('aes-128-cbc', KEY, iv).setAutoPadding(false).update(BLOCK)
    const control = { ALG_SET_OP: ALG_OP_ENCRYPT, ALG_SET_IV: iv } // turns it back
    sender.sendMessageSync({ data: turned, control })
  },
}

const fromController: Provocation = {
  skip: noBluetooth,
  make: () => holding((hold) => twice(() => hold(rawHci()))),
  provoke(sender, receiver) {
    watchVersions(receiver)
    sender.sendSync(READ_LOCAL_VERSION)
  },
}

/** How to provoke messages of families that not every kernel supports. */
export const families: Readonly<Record<string, Provocation>> = {
  ...canMessages,
  ...sctpMessages,
  ALG_SET_AEAD_ASSOCLEN: {
    make: () => algorithm('aead', 'gcm(aes)', 16),
    provoke(sender) {
      const [iv, head] = [Buffer.alloc(12, 'iv'), Buffer.from('not secret')]
      const cipher = createCipheriv('aes-128-gcm', KEY, iv).setAAD(head)
      const data = [head, cipher.update(DATA), cipher.final(), cipher.getAuthTag()]
      const what = { ALG_SET_OP: ALG_OP_DECRYPT, ALG_SET_IV: iv }
      const control = { ...what, ALG_SET_AEAD_ASSOCLEN: head.length }
      sender.sendMessageSync({ data, control })
    },
  },
  ALG_SET_IV: encrypted,
  ALG_SET_OP: encrypted,
  HCI_CMSG_DIR: fromController,
  HCI_CMSG_TSTAMP: fromController,
  RDS_CMSG_RXPATH_LATENCY: {
    make: () =>
      holding((hold) =>
        twice(() => {
          const socket = hold(new Socket('AF_RDS', 'SOCK_SEQPACKET'))
          socket.bind('127.0.0.1:0')
          return socket
        }),
      ),
    provoke(sender, receiver) {
      sender.sendToSync(DATA, receiver.localAddress)
    },
  },
  TIPC_DESTNAME: {
    ...tipc,
    provoke(sender, receiver) {
      receiver.bind({ ...service, scope: constants.TIPC_NODE_SCOPE })
      sender.sendToSync(DATA, service)
    },
  },
  TIPC_ERRINFO: undelivered,
  TIPC_RETDATA: undelivered,
  VSOCK_RECVERR: {
    absent: ['ECONNRESET', 'ETIMEDOUT'],
    make: () =>
      holding((hold) => {
        const [listener, sender] = twice(() => hold(new Socket('AF_VSOCK')))
        listener.bind({ family: 'AF_VSOCK', cid: VMADDR_CID_ANY, port: VMADDR_PORT_ANY })
        listener.listen()
        const { localAddress } = listener
        if (localAddress.family !== 'AF_VSOCK')
          throw new Error('A vsock socket has an address of another family')
        sender.setOption('SO_VM_SOCKETS_CONNECT_TIMEOUT', 100)
        sender.connectSync({ ...localAddress, cid: VMADDR_CID_LOCAL })
        return [hold(listener.acceptSync()), sender]
      }),
    provoke(other, sender) {
      let left = sender.sendSync(new Uint8Array(65_536), { flags: constants.MSG_ZEROCOPY })
      while (left > 0) left -= other.recvSync(left, { timeout: PATIENCE }).length // so it is freed
    },
  },
}

/** A socket that uses the algorithm with {@link KEY}. */
function algorithm(algorithmType: string, name: string, tag?: number): SocketPair {
  return holding((hold) => {
    const bound = hold(new Socket('AF_ALG', 'SOCK_SEQPACKET'))
    bound.bind({ family: 'AF_ALG', algorithmType, name })
    bound.setOption('ALG_SET_KEY', KEY)
    if (tag !== undefined) bound.setOption('ALG_SET_AEAD_AUTHSIZE', tag)
    const worker = hold(bound.acceptSync())
    return [worker, worker]
  })
}
