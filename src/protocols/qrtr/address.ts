import { mapped } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { partsOf, readNumber } from '../address-text.ts'
import { family } from '../family.ts'

/** A port on a processor, as Qualcomm's IPC router has them. See linux/qrtr.h. */
export interface QrtrAddress {
  /** Always this. */
  family: 'AF_QIPCRTR'
  /** The processor; QRTR_NODE_BCAST is all of them. 32 bits. */
  node: number
  /** The port; QRTR_PORT_CTRL is the name service. 32 bits. */
  port: number
}

const MOST = 0xffff_ffff

/** Qualcomm's IPC router. Text: `qipcrtr:1:16384`. */
export const AF_QIPCRTR = family<QrtrAddress>({
  name: 'AF_QIPCRTR',
  page: 'linux/qrtr.h',
  headers: ['linux/qrtr.h'],
  testedOn: ['AF_QIPCRTR', 'SOCK_DGRAM'],
  examples: [{ family: 'AF_QIPCRTR', node: 1, port: 16384 }],
  address: mapped(
    struct(
      'sockaddr_qrtr',
      { sq_node: 'unsigned', sq_port: 'unsigned' },
      { header: 'linux/qrtr.h' },
    ),
    ({ node, port }: QrtrAddress) => ({
      sq_node: within(node, 'node', 0, MOST),
      sq_port: within(port, 'port', 0, MOST),
    }),
    ({ sq_node, sq_port }) => ({ family: 'AF_QIPCRTR' as const, node: sq_node, port: sq_port }),
    { family: true, node: true, port: true },
  ),
  format: ({ node, port }) => `qipcrtr:${node}:${port}`,
  parse(text) {
    if (!text.startsWith('qipcrtr:')) return undefined
    const [node = '', port = ''] = partsOf(text.slice(8), [2], text)
    return {
      family: 'AF_QIPCRTR',
      node: readNumber(node, 'node', 0, MOST),
      port: readNumber(port, 'port', 0, MOST),
    }
  },
})
