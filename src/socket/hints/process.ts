import type { ErrorText } from '../../errors.ts'

// The likely cause of a refused pidfd_open(2) or pidfd_getfd(2), if it is certain enough to mention.

/** What an error of pidfd_open(2) says. */
export function openText(pid: number): ErrorText {
  return {
    call: `pidfd_open(${pid})`,
    // Linux 6.15 answers ENOENT for a thread, others EINVAL.
    hint: (code) =>
      code === 'EINVAL' || code === 'ENOENT'
        ? 'only a thread or a process group has this number'
        : undefined,
  }
}

/**
 * Names a call about a descriptor of another process.
 *
 * @param pid undefined if the caller gave a pidfd, which may be none.
 */
export function callText(call: string, pid: number | undefined, fd: number): string {
  return `${call}(${nameOf(pid)}, ${fd})`
}

function nameOf(pid: number | undefined): string {
  return pid === undefined ? 'the process' : `process ${pid}`
}

/** What an error of pidfd_getfd(2) says; `pid` as of {@link callText}. */
export function takenText(pid: number | undefined, fd: number): ErrorText {
  const where = nameOf(pid)
  return {
    call: callText('pidfd_getfd', pid, fd),
    hint(code) {
      if (code === 'EPERM') return tracing()
      if (code === 'EBADF' && pid !== undefined) return `${where} has no descriptor ${fd}`
      return code === 'ESRCH' ? `${where} has ended` : undefined
    },
  }
}

function tracing(): string {
  const scope = traceScope()
  const yama = scope === '0' || scope === undefined ? '' : `; kernel.yama.ptrace_scope is ${scope}`
  return `needs the right to trace the process: PTRACE_MODE_ATTACH_REALCREDS in ptrace(2)${yama}`
}

/** What the Yama security module says; undefined without it. */
function traceScope(): string | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs')
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'latin1').trim()
  } catch {
    return undefined
  }
}
