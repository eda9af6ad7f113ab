import { numbers } from './numbers.ts'

/** Commands and flags of fcntl(2) for descriptors. */
export const DESCRIPTOR_VALUES = /* @__PURE__ */ numbers({
  /** Flag of F_SETFD: execve(2) closes the descriptor. */
  FD_CLOEXEC: {},
  /** Duplicates the descriptor; the argument is the lowest number to use. */
  F_DUPFD: {},
  /** Duplicates the descriptor, close-on-exec; the argument is the lowest number to use. */
  F_DUPFD_CLOEXEC: {},
  /** Returns the flags of the descriptor. */
  F_GETFD: {},
  /** Returns the flags of the open file description. */
  F_GETFL: {},
  /** Sets the flags of the descriptor. */
  F_SETFD: {},
  /** Sets the flags of the open file description, which other descriptors may share. */
  F_SETFL: {},
  /** Sets the size of a pipe, in bytes. Linux 2.6.35. */
  F_SETPIPE_SZ: { linux: 1031 },
  /** Flag of open(2) and pipe2(2): execve(2) closes the descriptor. */
  O_CLOEXEC: {},
  /** Flag of F_SETFL: calls fail with EAGAIN instead of waiting. */
  O_NONBLOCK: {},
  /** Flag of splice(2): a pipe that is empty or full fails with EAGAIN. */
  SPLICE_F_NONBLOCK: { linux: 2 },
})
