import { numbers } from './numbers.ts'

/** Commands and flags of fcntl(2) and memfd_create(2). */
export const DESCRIPTOR_VALUES = /* @__PURE__ */ numbers({
  /** Flag of F_SETFD: execve(2) closes the descriptor. */
  FD_CLOEXEC: {},
  /** Adds seals to a file of memfd_create(2), which nobody can remove. Linux 3.17. */
  F_ADD_SEALS: { linux: 1033 },
  /** Duplicates the descriptor; the argument is the lowest number to use. */
  F_DUPFD: {},
  /** Duplicates the descriptor, close-on-exec; the argument is the lowest number to use. */
  F_DUPFD_CLOEXEC: {},
  /** Returns the flags of the descriptor. */
  F_GETFD: {},
  /** Returns the flags of the open file description. */
  F_GETFL: {},
  /** Returns the seals of a file. Linux 3.17. */
  F_GET_SEALS: { linux: 1034 },
  /** Seal: the file cannot grow. */
  F_SEAL_GROW: { linux: 4 },
  /** Seal: no more seals can be added. */
  F_SEAL_SEAL: { linux: 1 },
  /** Seal: the file cannot shrink. */
  F_SEAL_SHRINK: { linux: 2 },
  /** Seal: the contents cannot change. */
  F_SEAL_WRITE: { linux: 8 },
  /** Sets the flags of the descriptor. */
  F_SETFD: {},
  /** Sets the flags of the open file description, which other descriptors may share. */
  F_SETFL: {},
  /** Flag of memfd_create(2): the file can be sealed. Linux 3.17. */
  MFD_ALLOW_SEALING: { linux: 2 },
  /** Flag of memfd_create(2): the file can be sealed, and can never be executed. Linux 6.3. */
  MFD_NOEXEC_SEAL: { linux: 8 },
  /** The size of a pipe, in bytes. Linux 2.6.35. */
  F_GETPIPE_SZ: { linux: 1032 },
  /** Sets the size of a pipe, in bytes. Linux 2.6.35. */
  F_SETPIPE_SZ: { linux: 1031 },
  /** Flag of open(2) and pipe2(2): execve(2) closes the descriptor. */
  O_CLOEXEC: {},
  /** Flag of F_SETFL: calls fail with EAGAIN instead of waiting. */
  O_NONBLOCK: {},
  /** Flag of splice(2): a pipe that is empty or full fails with EAGAIN. */
  SPLICE_F_NONBLOCK: { linux: 2 },
})
