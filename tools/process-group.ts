/** Kills a process that was started with `detached`, and all that it has started. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined || pid === 0) return // 0 would be our own group
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All its processes have ended.
  }
}
