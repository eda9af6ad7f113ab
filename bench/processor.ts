import { readdirSync, readFileSync } from 'node:fs'

/**
 * The processor time that all threads of a process have used so far, in nanoseconds. See proc(5).
 */
export function processorTimeOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const times = threads.map((thread) => schedstat(`/proc/${pid}/task/${thread}/schedstat`))
  const sum = times.reduce((total, time) => total + time, 0)
  return sum > 0 ? sum : ticks(pid)
}

function schedstat(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[0])
  } catch {
    return 0 // the thread has ended, or the kernel has no schedstat
  }
}

/** The same from utime and stime, in hundredths of a second, for kernels without schedstat. */
function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name may contain spaces
  return (Number(fields[11]) + Number(fields[12])) * 1e7
}
