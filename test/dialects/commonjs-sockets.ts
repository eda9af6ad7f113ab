import { Socket } from '../../src/dialects/commonjs.ts'
import { closing, type Closes } from '../support/kinds.ts'

/** Two ends of a connection: the client's and the accepted one. Closed when the test is over. */
export function connected(t: Closes): [Socket, Socket] {
  const server = new Socket().bind('127.0.0.1', 0).listen()
  const one = closing(t, new Socket().connect('127.0.0.1', server.localPort))
  const other = closing(t, server.accept())
  server.close()
  return [one, other]
}
