import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { list, uint } from '../../codec/values.ts'

/** Several fragments with tokens that follow each other. */
export interface DeviceMemoryTokens {
  /** The first token. */
  token_start: number
  /** How many there are. */
  token_count: number
}

/** What the kernel takes in one call. */
const MOST_RANGES = 128

/**
 * native/structs.h declares them where this is: linux/uio.h would redefine the C library's iovec.
 */
const header = 'linux/socket.h'

/** An array of struct dmabuf_token. */
export const deviceMemoryTokens: Codec<DeviceMemoryTokens[], readonly DeviceMemoryTokens[]> = list(
  struct('kernel_dmabuf_token', { token_start: 'unsigned', token_count: 'unsigned' }, { header }),
  MOST_RANGES,
)

/** Where in device memory some data has arrived. */
export interface DeviceMemoryFragment {
  /** Where it begins in the dma-buf. */
  frag_offset: bigint
  /** How many bytes it has. */
  frag_size: number
  /** What SO_DEVMEM_DONTNEED gives it back by. */
  frag_token: number
  /** The dma-buf, as it was bound to the device. */
  dmabuf_id: number
  /** 0 so far. */
  flags: number
}

/** struct dmabuf_cmsg. */
export const deviceMemoryFragment: Codec<DeviceMemoryFragment> = struct(
  'kernel_dmabuf_cmsg',
  {
    frag_offset: 'bigint',
    frag_size: 'unsigned',
    frag_token: 'unsigned',
    dmabuf_id: 'unsigned',
    flags: 'unsigned',
  },
  { header },
)

/** {@link deviceMemoryFragment} as it is received; to send, the number of a dma-buf. */
export const deviceMemory: Codec<DeviceMemoryFragment, DeviceMemoryFragment | number> = {
  probes: deviceMemoryFragment.probes,
  room: (platform) => deviceMemoryFragment.room(platform),
  encode: (value, platform) =>
    typeof value === 'number'
      ? uint.encode(value, platform)
      : deviceMemoryFragment.encode(value, platform),
  decode: (bytes, platform) => deviceMemoryFragment.decode(bytes, platform),
}
