import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { list, uint } from '../../codec/values.ts'

/** The value of SO_MEMINFO; all but `drops` in bytes. */
export interface MemoryInfo {
  /** Used by received data, including the kernel's overhead. */
  rmem_alloc: number
  /** SO_RCVBUF. */
  rcvbuf: number
  /** Used by data that was passed to the device and is not yet sent. */
  wmem_alloc: number
  /** SO_SNDBUF. */
  sndbuf: number
  /** Reserved, but not used. */
  fwd_alloc: number
  /** Used by data that is queued for sending; TCP. */
  wmem_queued: number
  /** Used by options and filters. */
  optmem: number
  /** Used by packets that wait for the lock of the socket. */
  backlog: number
  /** Packets dropped since the socket was created. */
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
