import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { list, uint } from '../../codec/values.ts'

/** What SO_MEMINFO tells; all but `drops` in bytes. */
export interface MemoryInfo {
  /** Taken by what has arrived, with the kernel's own overhead. */
  rmem_alloc: number
  /** SO_RCVBUF. */
  rcvbuf: number
  /** Taken by what was handed to the device and is not yet sent. */
  wmem_alloc: number
  /** SO_SNDBUF. */
  sndbuf: number
  /** Reserved, but not used yet. */
  fwd_alloc: number
  /** Taken by what waits to be sent; TCP. */
  wmem_queued: number
  /** Taken by options and filters. */
  optmem: number
  /** Taken by what waits for the lock of the socket. */
  backlog: number
  /** Packets dropped since the socket was made. */
  drops: number
}

/** In the order of SK_MEMINFO_*. */
const WORDS: readonly (keyof MemoryInfo)[] = [
  'rmem_alloc',
  'rcvbuf',
  'wmem_alloc',
  'sndbuf',
  'fwd_alloc',
  'wmem_queued',
  'optmem',
  'backlog',
  'drops',
]

/** An array of 32-bit words; newer kernels may have more of them. */
export const memoryInfo: Codec<MemoryInfo> = mapped(
  list(uint, WORDS.length),
  (info: MemoryInfo) => WORDS.map((word) => info[word]),
  (values) => {
    if (values.length < WORDS.length)
      throw tooShort('SO_MEMINFO', new Uint8Array(values.length * 4), WORDS.length * 4)
    return Object.fromEntries(WORDS.map((word, i) => [word, values[i]])) as unknown as MemoryInfo
  },
  Object.fromEntries(WORDS.map((word) => [word, true])) as Record<keyof MemoryInfo, true>,
)
