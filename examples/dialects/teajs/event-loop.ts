// Timers and sockets in one thread around Socket.select, as TeaJS's programs have it.

import { Socket } from 'berkeley/teajs'

/** What is called when a socket is ready. */
export type Ready = (socket: Socket) => void

interface Timer {
  readonly callback: () => void
  readonly period: number | null
  due: number
}

const timers = new Map<number, Timer>()
const readers = new Map<Socket, Ready>()
const writers = new Map<Socket, Ready>()
let lastId = 0

/** Calls back once. */
export function setTimeout(callback: () => void, delay: number): number {
  timers.set(++lastId, { callback, period: null, due: Date.now() + delay })
  return lastId
}

/** Calls back again and again. */
export function setInterval(callback: () => void, period: number): number {
  timers.set(++lastId, { callback, period, due: Date.now() + period })
  return lastId
}

/** Forgets a timer. */
export function clearTimer(id: number): void {
  timers.delete(id)
}

/** Calls back whenever there is something to receive or to accept; null for no longer. */
export function whenReadable(socket: Socket, callback: Ready | null): void {
  if (callback) readers.set(socket, callback)
  else readers.delete(socket)
}

/** Calls back whenever something can be sent; null for no longer. */
export function whenWritable(socket: Socket, callback: Ready | null): void {
  if (callback) writers.set(socket, callback)
  else writers.delete(socket)
}

/** Runs until there is nothing left to wait for. */
export function run(): void {
  while (timers.size + readers.size + writers.size > 0) {
    const read = [...readers.keys()]
    const write = [...writers.keys()]
    const ready = Socket.select(read, write, null, timeLeft())
    callTimers()
    if (ready === 0) continue
    // What is not ready has been deleted: forEach passes over the holes.
    write.forEach((socket) => writers.get(socket)?.(socket))
    read.forEach((socket) => readers.get(socket)?.(socket))
  }
}

function timeLeft(): number | null {
  if (timers.size === 0) return null
  const next = Math.min(...Array.from(timers.values(), ({ due }) => due))
  return Math.max(0, next - Date.now())
}

function callTimers(): void {
  const now = Date.now()
  for (const [id, timer] of timers) {
    if (timer.due > now) continue
    if (timer.period === null) timers.delete(id)
    else timer.due = now + timer.period
    timer.callback()
  }
}
