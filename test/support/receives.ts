import type { Socket } from '../../src/index.ts'
import type { Twin } from './twins.ts'

interface Options {
  flags?: number
  timeout?: number
}

/** A receiving call, for cases that are the same through all of them: answers what came, as text. */
export type Receive = (
  twin: Twin,
  socket: Socket,
  max: number,
  options?: Options,
) => Promise<string>

/** Every receiving call by its name. Those `into` a view of the caller's end so. */
export const receives: readonly [name: string, receive: Receive][] = [
  [
    'recv',
    async (twin, socket, max, options) => String(await twin.call(socket, 'recv', max, options)),
  ],
  [
    'recvInto',
    async (twin, socket, max, options) => {
      const view = Buffer.alloc(max)
      return view.toString('utf8', 0, await twin.call(socket, 'recvInto', view, options))
    },
  ],
  [
    'recvFrom',
    async (twin, socket, max, options) =>
      String((await twin.call(socket, 'recvFrom', max, options)).data),
  ],
  [
    'recvFromInto',
    async (twin, socket, max, options) => {
      const view = Buffer.alloc(max)
      const { length } = await twin.call(socket, 'recvFromInto', view, options)
      return view.toString('utf8', 0, length)
    },
  ],
  [
    'recvMessage',
    async (twin, socket, max, options) =>
      String((await twin.call(socket, 'recvMessage', { size: max, ...options })).data),
  ],
  [
    'recvMessage with sizes',
    async (twin, socket, max, options) => {
      const sizes = [1, max - 1]
      const { data } = await twin.call(socket, 'recvMessage', { sizes, ...options })
      return Buffer.concat(data).toString()
    },
  ],
  [
    'recvMessage into views',
    async (twin, socket, max, options) => {
      const into = [Buffer.alloc(max - 1), Buffer.alloc(1)]
      const { data } = await twin.call(socket, 'recvMessage', { into, ...options })
      return Buffer.concat(data).toString()
    },
  ],
]
