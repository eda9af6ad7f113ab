import { absent } from './absent.ts'

/** Why this kernel has no SCTP; false if it has. */
export const noSctp: string | false = absent('AF_INET', 'SOCK_STREAM', 'IPPROTO_SCTP')
