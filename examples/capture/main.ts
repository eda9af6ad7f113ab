// Writes the frames of an interface into a file for Wireshark, until Ctrl-C or the count is reached:
//   npx tsx examples/capture/main.ts eth0 frames.pcap [count]
// Needs CAP_NET_RAW.

import { closeSync, openSync, writeSync } from 'node:fs'
import { constants, type Control, Socket } from 'berkeley'
import { fileHeader, MOST, record } from './pcap.ts'

const [name, path, most = 'Infinity'] = process.argv.slice(2)
if (name === undefined || path === undefined)
  throw new Error('Usage: main.ts INTERFACE FILE [COUNT]')

// Without a protocol nothing comes before the interface is chosen: bind begins it.
using socket = new Socket('AF_PACKET', 'SOCK_RAW')
socket.setOption('PACKET_AUXDATA', true)
socket.setOption('SO_TIMESTAMPNS', true)
socket.bind({ family: 'AF_PACKET', interfaceIndex: name, protocol: 'ETH_P_ALL' })

const file = openSync(path, 'w')
writeSync(file, fileHeader())
console.log(`Capturing on ${name}`)

const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ended.abort()
  })
}

let count = 0
try {
  while (count < Number(most)) {
    const { data, length, control } = await socket.recvMessage({
      ...{ size: MOST, control: true, signal: ended.signal },
      flags: 'MSG_TRUNC', // the length is the true one then
    })
    const frame = tagged(data, control)
    const time = control.SO_TIMESTAMPNS ?? BigInt(Date.now()) * 1_000_000n
    writeSync(file, record(frame, time, length + frame.length - data.length))
    count++
  }
} catch (error) {
  if (!ended.signal.aborted) throw error
}
closeSync(file)
const { drops } = socket.getOption('PACKET_STATISTICS')
console.log(`${count} frames, ${drops} dropped`)

/** The frame with its VLAN tag, which the kernel takes out. */
function tagged(frame: Buffer, { PACKET_AUXDATA: auxdata }: Control): Buffer {
  if (!auxdata || (auxdata.status & constants.TP_STATUS_VLAN_VALID) === 0) return frame
  const tag = Buffer.alloc(4)
  tag.writeUInt16BE(auxdata.vlan_tpid || constants.ETH_P_8021Q, 0)
  tag.writeUInt16BE(auxdata.vlan_tci, 2)
  return Buffer.concat([frame.subarray(0, 12), tag, frame.subarray(12)])
}
