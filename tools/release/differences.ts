/** Numbers and structs that differ from those of Linux on x64 with glibc, and why. */
export interface Difference {
  readonly files: readonly string[]
  /** `'SOMAXCONN'`; `'struct timeval'` means its fields too. */
  readonly names: readonly string[]
  readonly reason: string
}

const MUSL = ['linux-x64/berkeley.musl.node', 'linux-arm64/berkeley.musl.node']
const ARM = ['linux-arm/berkeley.glibc.node']
const POWERPC = ['linux-ppc64/berkeley.glibc.node']

export const DIFFERENCES: readonly Difference[] = [
  {
    files: MUSL,
    names: ['AI_CANONIDN', 'AI_IDN', 'NI_IDN'],
    reason: 'The resolver of musl has no names beyond ASCII.',
  },
  {
    files: MUSL,
    names: ['NI_MAXHOST', 'SOMAXCONN'],
    reason: 'musl has limits of its own; SOMAXCONN is what POSIX asks for.',
  },
  {
    files: ARM,
    names: ['struct __kernel_old_timeval', 'struct timespec', 'struct timeval'],
    reason: 'The time of 32-bit machines has 32 bits in glibc, unless one asks for more.',
  },
  {
    files: ARM,
    names: [
      ...['struct group_filter', 'struct group_req', 'struct group_source_req'],
      ...['struct sctp_assoc_stats', 'struct sctp_paddrthlds', 'struct kernel_sctp_paddrthlds_v2'],
      ...['struct kernel_sctp_probeinterval', 'struct kernel_sctp_udpencaps'],
    ],
    reason: 'A sockaddr_storage is aligned as a long.',
  },
  {
    files: POWERPC,
    names: [
      ...['SO_PASSCRED', 'SO_PEERCRED', 'SO_RCVLOWAT', 'SO_RCVTIMEO', 'SO_RCVTIMEO_OLD'],
      ...['SO_SNDLOWAT', 'SO_SNDTIMEO', 'SO_SNDTIMEO_OLD'],
    ],
    reason: 'powerpc has numbers of its own for the oldest options: asm/socket.h.',
  },
  {
    files: POWERPC,
    names: ['EDEADLOCK', 'FIONREAD', 'SIOCINQ', 'SIOCOUTQ'],
    reason:
      'Numbers of requests have another form there: asm/ioctls.h; asm/errno.h has one error more.',
  },
]
