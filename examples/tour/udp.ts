import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Socket } from 'berkeley'
import { startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

/** From the empty datagram to the largest that UDP can carry. */
const SIZES = [0, 1, 512, 1472, 9000, 65_507]

export const udp: Stop = {
  what: 'UDP datagrams, there and back',
  peer: 'node:dgram',
  async run() {
    await using peer = startPeer('dgram-echo.mjs')
    const theirs = {
      family: 'AF_INET',
      address: '127.0.0.1',
      port: Number(await peer.line()),
    } as const
    using socket = new Socket('AF_INET', 'SOCK_DGRAM')
    socket.timeout = PATIENCE

    let bytes = 0
    for (const size of SIZES) {
      const sent = randomBytes(size)
      await socket.sendTo(sent, theirs)
      const { data, address } = await socket.recvFrom()
      assert.ok(data.equals(sent), `another datagram of ${size} bytes came back`)
      assert.deepEqual(address, theirs)
      bytes += data.length
    }
    return { bytes, result: `${SIZES.length} sizes from 0 to ${SIZES.at(-1)}, all equal` }
  },
}
