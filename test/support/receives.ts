import type { Socket } from '../../src/index.ts'
import type { Form } from './forms.ts'

interface Options {
  flags?: number
  timeout?: number
}

/** A receiving call that returns text, for cases that are the same for all of them. */
export type Receive = (
  form: Form,
  socket: Socket,
  max: number,
  options?: Options,
) => Promise<string>

/** Every receiving call by name. The names of those that fill the caller's view end in `into`. */
export const receives: readonly [name: string, receive: Receive][] = [
  [
    'recv',
    async (form, socket, max, options) => String(await form.call(socket, 'recv', max, options)),
  ],
  [
    'recvInto',
    async (form, socket, max, options) => {
      const view = Buffer.alloc(max)
      return view.toString('utf8', 0, await form.call(socket, 'recvInto', view, options))
    },
  ],
  [
    'recvFrom',
    async (form, socket, max, options) =>
      String((await form.call(socket, 'recvFrom', max, options)).data),
  ],
  [
    'recvFromInto',
    async (form, socket, max, options) => {
      const view = Buffer.alloc(max)
      const { length } = await form.call(socket, 'recvFromInto', view, options)
      return view.toString('utf8', 0, length)
    },
  ],
  [
    'recvMessage',
    async (form, socket, max, options) =>
      String((await form.call(socket, 'recvMessage', { size: max, ...options })).data),
  ],
  [
    'recvMessage with sizes',
    async (form, socket, max, options) => {
      const sizes = [1, max - 1]
      const { data } = await form.call(socket, 'recvMessage', { sizes, ...options })
      return Buffer.concat(data).toString()
    },
  ],
  [
    'recvMessage into views',
    async (form, socket, max, options) => {
      const into = [Buffer.alloc(max - 1), Buffer.alloc(1)]
      const { data } = await form.call(socket, 'recvMessage', { into, ...options })
      return Buffer.concat(data).toString()
    },
  ],
]
