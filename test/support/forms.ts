import type {
  AsyncReceiveOptions,
  MessageOptions,
  ReceivedMessage,
  ReceivedMessageParts,
  Socket,
} from '../../src/index.ts'

type Waiting =
  | 'accept'
  | 'connect'
  | 'pipeTo'
  | 'recv'
  | 'recvDescriptors'
  | 'recvError'
  | 'recvFrom'
  | 'recvFromInto'
  | 'recvInto'
  | 'recvMessage'
  | 'send'
  | 'sendAll'
  | 'sendDescriptors'
  | 'sendFile'
  | 'sendMessage'
  | 'sendTo'

/** One of the two forms of every waiting call. */
export interface Form {
  readonly name: 'awaited' | 'blocking'
  /** `call(socket, 'recv', 10)` is `socket.recv(10)` or `socket.recvSync(10)`. */
  call(
    socket: Socket,
    name: 'recvMessage',
    options?: MessageOptions & AsyncReceiveOptions & { sizes?: never; into?: never },
  ): Promise<ReceivedMessage>
  call(
    socket: Socket,
    name: 'recvMessage',
    options: MessageOptions & AsyncReceiveOptions & { sizes: readonly number[] },
  ): Promise<ReceivedMessageParts>
  call<Name extends Waiting>(
    socket: Socket,
    name: Name,
    ...args: Parameters<Socket[Name]>
  ): Promise<Awaited<ReturnType<Socket[Name]>>>
}

function form(name: Form['name'], suffix: '' | 'Sync'): Form {
  return {
    name,
    // Async, so that an error of the blocking form becomes a rejection, like that
    // of the other form.
    async call(socket: Socket, method: Waiting, ...args: unknown[]): Promise<never> {
      const call = Reflect.get(socket, method + suffix) as (...args: unknown[]) => unknown
      return (await call.apply(socket, args)) as never
    },
  }
}

/**
 * Each behaviour is tested with both. If a call must wait, the blocking form needs a peer
 * on another thread.
 */
export const forms: readonly Form[] = [form('awaited', ''), form('blocking', 'Sync')]
