import { numericFamily, u32 } from '../numeric-family.ts'

/** A port on a processor of Qualcomm's IPC router. See linux/qrtr.h. */
export interface QrtrAddress {
  /** The family. */
  family: 'AF_QIPCRTR'
  /** The processor; QRTR_NODE_BCAST is all of them. 32 bits. */
  node: number
  /** The port; QRTR_PORT_CTRL is the name service. 32 bits. */
  port: number
}

/** Qualcomm's IPC router. Text: `qipcrtr:1:16384`. */
export const AF_QIPCRTR = numericFamily<QrtrAddress>({
  name: 'AF_QIPCRTR',
  page: 'linux/qrtr.h',
  header: 'linux/qrtr.h',
  testedOn: ['AF_QIPCRTR', 'SOCK_DGRAM'],
  examples: [{ family: 'AF_QIPCRTR', node: 1, port: 16384 }],
  struct: 'sockaddr_qrtr',
  scheme: 'qipcrtr',
  numbers: { node: u32('sq_node'), port: u32('sq_port') },
})
