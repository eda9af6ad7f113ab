import { type MessagePort, parentPort } from 'node:worker_threads'
import { Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { PATIENCE } from './patience.ts'
import type { Step } from './peer.ts'

interface Job {
  fd: number
  steps: Step[]
  port: MessagePort
}

parentPort?.on('message', ({ fd, steps, port }: Job) => {
  const socket = Socket.adopt(fd)
  socket.timeout = PATIENCE
  let failure: string | undefined
  try {
    for (const step of steps) run(socket, step)
  } catch (error) {
    failure = String(error)
  } finally {
    socket.close()
  }
  port.postMessage(failure)
})

function pause(milliseconds: number): void {
  calls.pollOne(-1, 0, milliseconds)
}

function drain(socket: Socket, bytes: number, chunk: number, milliseconds: number): void {
  for (let left = bytes; left > 0; ) {
    const { length } = socket.recvSync(Math.min(chunk, left))
    if (length === 0) throw new Error(`The stream ended, ${left} bytes early`)
    left -= length
    pause(milliseconds)
  }
}

function run(socket: Socket, step: Step): void {
  switch (step[0]) {
    case 'pause':
      pause(step[1])
      break
    case 'send':
      socket.sendSync(step[1])
      break
    case 'sendAll':
      socket.sendAllSync(Buffer.alloc(step[1], 'x'))
      break
    case 'drain':
      drain(socket, step[1], step[2], step[3])
      break
    case 'accept':
      socket.acceptSync().close()
      break
    case 'shutdown':
      socket.shutdown(step[1])
  }
}
