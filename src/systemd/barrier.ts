import { type AsyncWaitOptions, Socket, SocketTimeoutError, type WaitOptions } from '../index.ts'
import { readOptions, WAIT } from '../socket/call-options.ts'
import { withOneDeadline } from './limits.ts'
import { notifyAddress } from './notify-address.ts'
import { send, sendSync } from './notify.ts'

/**
 * Waits until systemd has processed all notifications that this process has sent before. A process
 * that ends earlier, and is not the main process, may not be recognized as part of the service.
 *
 * @returns Whether there was anything to wait for: false without a NOTIFY_SOCKET.
 * @throws {SocketTimeoutError} At the deadline. There is none by default.
 * @throws {SocketError} As `notify`.
 * @throws {TypeError} If NOTIFY_SOCKET is of vsock, which passes no descriptors.
 * @throws {RangeError} If NOTIFY_SOCKET is malformed.
 * @see {@link https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html sd_notify_barrier(3)}
 */
export async function barrier(options?: AsyncWaitOptions): Promise<boolean> {
  const given = readOptions(options, WAIT, 'promise')
  const to = notifyAddress()
  if (!to) return false
  const limits = withOneDeadline(given)
  const [waiting, passed] = Socket.pair()
  try {
    await send(to, message(passed), limits)
    passed.close()
    await waiting.recv(1, limits)
    return true
  } catch (error) {
    throw named(error, given)
  } finally {
    passed.close()
    waiting.close()
  }
}

/** Blocking form of {@link barrier}: takes no `signal`. */
export function barrierSync(options?: WaitOptions): boolean {
  const given = readOptions(options, WAIT, 'sync')
  const to = notifyAddress()
  if (!to) return false
  const limits = withOneDeadline(given)
  const [waiting, passed] = Socket.pair()
  try {
    sendSync(to, message(passed), limits)
    passed.close()
    waiting.recvSync(1, limits)
    return true
  } catch (error) {
    throw named(error, given)
  } finally {
    passed.close()
    waiting.close()
  }
}

/** The manager closes the descriptor once it gets there. */
function message(passed: Socket) {
  return { data: 'BARRIER=1', control: { SCM_RIGHTS: [passed] } }
}

function named(error: unknown, { timeout }: WaitOptions): unknown {
  if (!(error instanceof SocketTimeoutError)) return error
  return new SocketTimeoutError('barrier', timeout ?? null)
}
