import { type MessagePort, parentPort } from 'node:worker_threads'
import { Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { arrived } from './arrived.ts'
import { PATIENCE } from './patience.ts'
import type { Outcome, Step } from './peer.ts'
import { until } from './until.ts'

interface Job {
  fd: number
  steps: Step[]
  port: MessagePort
}

parentPort?.on('message', ({ fd, steps, port }: Job) => {
  const socket = Socket.adopt(fd)
  socket.timeout = PATIENCE
  const outcome: Outcome = { drained: 0 }
  try {
    for (const step of steps) outcome.drained += run(socket, step)
  } catch (error) {
    outcome.failure = String(error)
  } finally {
    socket.close()
  }
  port.postMessage(outcome)
})

function pause(milliseconds: number): void {
  calls.pollOne(-1, 0, milliseconds)
}

function drain(socket: Socket, bytes: number, chunk: number, milliseconds: number): number {
  let drained = 0
  while (drained < bytes) {
    const { length } = socket.recvSync(Math.min(chunk, bytes - drained))
    if (length === 0) {
      if (bytes === Number.POSITIVE_INFINITY) break
      throw new Error(`The stream ended, ${bytes - drained} bytes early`)
    }
    drained += length
    pause(milliseconds)
  }
  return drained
}

/** Returns the number of bytes that the step has drained. */
function run(socket: Socket, step: Step): number {
  switch (step[0]) {
    case 'pause':
      pause(step[1])
      break
    case 'arrival':
      arrived(socket)
      break
    case 'received':
      until(() => socket.bytesUnsent === 0)
      break
    case 'send':
      socket.sendSync(step[1])
      break
    case 'sendAll':
      socket.sendAllSync(Buffer.alloc(step[1], 'x'))
      break
    case 'drain':
      return drain(socket, step[1], step[2], step[3])
    case 'accept':
      socket.acceptSync().close()
      break
    case 'shutdown':
      socket.shutdown(step[1])
  }
  return 0
}
