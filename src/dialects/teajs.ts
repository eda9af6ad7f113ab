/**
 * The `socket` module of TeaJS (formerly v8cgi), and the Buffer of its `binary` module. Calls
 * block, as in the original.
 *
 * @module
 */

export type { Peer } from './teajs/addresses.ts'
export { Buffer, type BufferConstructor, type Bytes } from './teajs/buffer.ts'
export type { TeaSocket } from './teajs/socket.ts'
export {
  type Selectable,
  Socket,
  type SocketConstructor,
  type SocketHolder,
} from './teajs/socket-constructor.ts'
