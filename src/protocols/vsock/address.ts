import { numericFamily, u32, u8 } from '../numeric-family.ts'

/** A port of a virtual machine or its host; vsock(7). */
export interface VsockAddress {
  /** The family. */
  family: 'AF_VSOCK'
  /** The machine: `VMADDR_CID_HOST` is the host, `VMADDR_CID_ANY` any. */
  cid: number
  /** 32 bits. When binding, `VMADDR_PORT_ANY` lets the kernel choose. */
  port: number
  /** Sum of `VMADDR_FLAG_*`; left out if 0. */
  flags?: number
}

/** Virtual machines and their host; vsock(7). Text: `vsock:2:1024`, `vsock:2:1024?flags=1`. */
export const AF_VSOCK = numericFamily<VsockAddress>({
  name: 'AF_VSOCK',
  page: 'vsock(7)',
  header: 'linux/vm_sockets.h',
  testedOn: ['AF_VSOCK', 'SOCK_STREAM'],
  examples: [
    { family: 'AF_VSOCK', cid: 2, port: 1024 },
    { family: 'AF_VSOCK', cid: 0xffff_ffff, port: 0xffff_ffff, flags: 1 },
  ],
  struct: 'kernel_sockaddr_vm',
  scheme: 'vsock',
  numbers: { cid: u32('svm_cid'), port: u32('svm_port') },
  optional: { flags: u8('svm_flags') },
})
