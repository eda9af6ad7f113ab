import { uint } from '../../codec/values.ts'
import { control, controlAt } from '../control.ts'
import type { Level } from '../option.ts'
import { numbers } from '../numbers.ts'
import { ucred } from './options.ts'

/** The one control message that is no value: descriptors are owned, so `src/socket` handles it. */
export const DESCRIPTOR_PASSING = /* @__PURE__ */ numbers({
  /** Descriptors that travel with a message between Unix sockets. */
  SCM_RIGHTS: {},
})

const where: Level = {
  level: 'SOL_SOCKET',
  page: 'socket(7)',
  on: ['AF_INET', 'SOCK_DGRAM'],
}

/** Control messages of every socket. See socket(7) and unix(7). */
export const SOL_SOCKET_CONTROL = controlAt(where, () => ({
  /** Who sent the message. Sending another's takes privilege. */
  SCM_CREDENTIALS: control(ucred, {
    ask: 'SO_PASSCRED',
    on: ['AF_UNIX', 'SOCK_DGRAM'],
    page: 'unix(7)',
  }),

  /** SO_MARK of the packet. */
  SO_MARK: control(uint, { ask: 'SO_RCVMARK', example: 7, needs: 'CAP_NET_ADMIN', since: '5.19' }),

  /** Datagrams dropped since the socket was made. */
  SO_RXQ_OVFL: control(uint, { ask: 'SO_RXQ_OVFL', receiveOnly: true, since: '2.6.33' }),
}))
