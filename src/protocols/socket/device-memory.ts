import type { Codec } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { list, uint } from '../../codec/values.ts'

/** A range of fragments with consecutive tokens. */
export interface DeviceMemoryTokens {
  /** The first token. */
  token_start: number
  /** The number of tokens. */
  token_count: number
}

/** The maximum that the kernel accepts in one call. */
const MAX_RANGES = 128

/**
 * native/structs.h declares the structs if this exists: linux/uio.h would redefine the C library's
 * iovec.
 */
const header = 'linux/socket.h'

/** An array of struct dmabuf_token. */
export const deviceMemoryTokens: Codec<DeviceMemoryTokens[], readonly DeviceMemoryTokens[]> = list(
  struct('kernel_dmabuf_token', { token_start: 'unsigned', token_count: 'unsigned' }, { header }),
  MAX_RANGES,
)

/** Where in device memory some data has arrived. */
export interface DeviceMemoryFragment {
  /** Its offset in the dma-buf. */
  frag_offset: bigint
  /** Its size in bytes. */
  frag_size: number
  /** The token with which SO_DEVMEM_DONTNEED frees it. */
  frag_token: number
  /** The number of the dma-buf bound to the device. */
  dmabuf_id: number
  /** Reserved: 0. */
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

/** Received: {@link deviceMemoryFragment}. Sent: the number of a dma-buf. */
export const deviceMemory: Codec<DeviceMemoryFragment, DeviceMemoryFragment | number> = {
  probes: deviceMemoryFragment.probes,
  maxSize: (platform) => deviceMemoryFragment.maxSize(platform),
  encode: (value, platform) =>
    typeof value === 'number'
      ? uint.encode(value, platform)
      : deviceMemoryFragment.encode(value, platform),
  decode: (bytes, platform) => deviceMemoryFragment.decode(bytes, platform),
}
