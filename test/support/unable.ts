import { Socket } from '../../src/index.ts'
import { type Closes, closing } from './kinds.ts'

/** Streams that can send nothing, and what errors say about them. Linux. */
export function unable(t: Closes): { readonly socket: Socket; readonly hint: RegExp }[] {
  return [new Socket('AF_INET'), new Socket('AF_UNIX')].flatMap((listener) => {
    const { family } = listener
    listener.bind(family === 'AF_UNIX' ? `@unable-${process.pid}-${listener.fd}` : '127.0.0.1:0')
    listener.listen()
    const apart = new Socket(family)
    closing(t, [listener, apart])
    return [
      { socket: listener, hint: /\(the socket listens: use what accept\(\) returns\)$/ },
      { socket: apart, hint: /\(connect first\)$/ },
    ]
  })
}
