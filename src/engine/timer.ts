import { setTimeout } from 'node:timers'

/**
 * Calls `step` after some milliseconds, and again after as many as it returns, until it is stopped.
 * The timer itself never keeps the process alive: the reactor does so for calls that wait.
 */
export function rearmingTimer(milliseconds: number, step: () => number): () => void {
  let stopped = false
  let timer = setTimeout(tick, milliseconds).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
  function tick(): void {
    const next = step()
    if (!stopped) timer = setTimeout(tick, next).unref()
  }
}
