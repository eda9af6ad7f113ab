import { uint } from '../../codec/values.ts'
import { control, controlAt } from '../control.ts'
import type { Level } from '../option.ts'
import { numbers } from '../numbers.ts'
import { deviceMemory, deviceMemoryFragment } from './device-memory.ts'
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

  /**
   * Where in device memory data has arrived, which the message itself lacks; several may come with
   * one message. To send from device memory (Linux 6.16), the number of the dma-buf.
   */
  SCM_DEVMEM_DMABUF: control(deviceMemory, {
    since: '6.12',
    on: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 79,
  }),

  /** What has arrived outside of device memory, as part of the message. */
  SCM_DEVMEM_LINEAR: control(deviceMemoryFragment, {
    receiveOnly: true,
    since: '6.12',
    on: ['AF_INET', 'SOCK_STREAM'],
    page: 'Documentation/networking/devmem.rst',
    linux: 78,
  }),

  /** SO_MARK of the packet. */
  SO_MARK: control(uint, { ask: 'SO_RCVMARK', example: 7, needs: 'CAP_NET_ADMIN', since: '5.19' }),

  /** Datagrams dropped since the socket was made. */
  SO_RXQ_OVFL: control(uint, { ask: 'SO_RXQ_OVFL', receiveOnly: true, since: '2.6.33' }),
}))
