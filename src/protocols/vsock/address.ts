import { type Codec, mapped } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { family } from '../family.ts'

/** A program in a virtual machine, or on its host; vsock(7). */
export interface VsockAddress {
  /** Always this. */
  family: 'AF_VSOCK'
  /** Which machine: `VMADDR_CID_HOST` is the host, `VMADDR_CID_ANY` any. */
  cid: number
  /** 32 bits; bound to `VMADDR_PORT_ANY`, the kernel picks one. */
  port: number
  /** Sum of `VMADDR_FLAG_*`; left out when 0. */
  flags?: number
}

const vsock: Codec<VsockAddress> = mapped(
  struct(
    'sockaddr_vm',
    { svm_port: 'unsigned', svm_cid: 'unsigned', svm_flags: 'unsigned' },
    { header: 'linux/vm_sockets.h' },
  ),
  ({ cid, port, flags = 0 }: VsockAddress) => ({
    svm_cid: within(cid, 'cid', 0, 0xffff_ffff),
    svm_port: within(port, 'port', 0, 0xffff_ffff),
    svm_flags: within(flags, 'flags', 0, 0xff),
  }),
  ({ svm_cid, svm_port, svm_flags }) => ({
    family: 'AF_VSOCK' as const,
    cid: svm_cid,
    port: svm_port,
    ...(svm_flags === 0 ? {} : { flags: svm_flags }),
  }),
  { family: true, cid: true, port: true, flags: false },
)

/** Virtual machines and their host; vsock(7). Text: `vsock:2:1024`, `vsock:2:1024?flags=1`. */
export const AF_VSOCK = family<VsockAddress>({
  name: 'AF_VSOCK',
  page: 'vsock(7)',
  headers: ['linux/vm_sockets.h'],
  testedOn: ['AF_VSOCK', 'SOCK_STREAM'],
  examples: [
    { family: 'AF_VSOCK', cid: 2, port: 1024 },
    { family: 'AF_VSOCK', cid: 0xffff_ffff, port: 0xffff_ffff, flags: 1 },
  ],
  address: vsock,
  format: ({ cid, port, flags }) => `vsock:${cid}:${port}${flags ? `?flags=${flags}` : ''}`,
  parse(text) {
    if (!text.startsWith('vsock:')) return undefined
    const [, cid, port, flags] =
      /^vsock:(\d{1,10}):(\d{1,10})(?:\?flags=(\d{1,3}))?$/.exec(text) ?? []
    if (cid === undefined || port === undefined)
      throw new TypeError(`Not a vsock address: ${JSON.stringify(text)}`)
    const bits = within(Number(flags ?? 0), 'flags', 0, 0xff)
    return {
      family: 'AF_VSOCK',
      cid: within(Number(cid), 'cid', 0, 0xffff_ffff),
      port: within(Number(port), 'port', 0, 0xffff_ffff),
      ...(bits === 0 ? {} : { flags: bits }),
    }
  },
})
