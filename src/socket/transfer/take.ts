import { constantOf, native } from '../../binding.ts'
import { isReadable } from '../../engine/poll.ts'

const EAGAIN = constantOf('EAGAIN')
const ENOTSOCK = constantOf('ENOTSOCK')

/**
 * One of the ways in which bytes get from a source into a pipe, without waiting; returns how many, or
 * -errno.
 *
 * @param position How many have been taken before.
 */
export type Take = (source: number, pipe: number, max: number, position: number) => number

/** splice(2) of a source that knows SPLICE_F_NONBLOCK: Unix sockets do, pipes do, TCP does not. */
export const spliceAtOnce: Take = (source, pipe, max) => native.spliceToPipe(source, pipe, max)

/**
 * splice(2) once poll(2) says that it would not wait: O_NONBLOCK is not asked, which others may clear.
 *
 * What poll(2) and splice(2) leave open is asked of recv(2): whether nothing will ever come, as to a
 * socket that listens, and whether this is the end, or the urgent data where splice(2) stops.
 */
export function spliceWhenReadable(): Take {
  let asked = false
  return (source, pipe, max) => {
    const readable = isReadable(source)
    if (!readable && asked) return -EAGAIN
    asked = true
    const spliced = readable ? native.spliceToPipe(source, pipe, max) : -EAGAIN
    if (spliced !== 0 && spliced !== -EAGAIN) return spliced
    const received = native.recvToPipe(source, pipe, max)
    return received === -ENOTSOCK ? spliced : received
  }
}

/** read(2), for what has neither positions nor splice(2), such as an eventfd. */
export const readWhenReadable: Take = (source, pipe, max) =>
  isReadable(source) ? native.readToPipe(source, pipe, null, max) : -EAGAIN

/** pread(2), for what has positions and no sendfile(2), such as some files of /proc. */
export function preadFrom(start: number): Take {
  return (source, pipe, max, position) =>
    isReadable(source) ? native.readToPipe(source, pipe, start + position, max) : -EAGAIN
}
