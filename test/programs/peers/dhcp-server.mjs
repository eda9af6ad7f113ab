// A DHCP server that uses node:dgram and offers 192.0.2.50. Before each offer it sends packets that
// do not answer the client, and offer 192.0.2.99. Prints a line when it is ready.

import { createSocket } from 'node:dgram'

const server = createSocket('udp4')
server.on('message', (discover) => {
  const offer = Buffer.alloc(240)
  offer.set([2, 1, 6, 0])
  discover.copy(offer, 4, 4, 12) // the transaction and the flags
  offer.set([192, 0, 2, 50], 16)
  discover.copy(offer, 28, 28, 44)
  offer.set([0x63, 0x82, 0x53, 0x63], 236)
  const options = Buffer.from([53, 1, 2, 54, 4, 192, 0, 2, 2, 255])
  const isDiscover = discover.subarray(236, 243).equals(Buffer.from('63825363350101', 'hex'))
  if (!isDiscover) return
  const answer = Buffer.concat([offer, options])
  const other = Buffer.from(answer)
  other[19] = 99
  send(other, 69)
  send(changedAt(4, other), 68) // to another client
  send(changedAt(239, other), 68) // not DHCP
  send(other.subarray(0, 239), 68)
  send(answer, 68)
})

server.bind(67, () => {
  server.setBroadcast(true)
  console.log('ready')
})

function changedAt(index, message) {
  const copy = Buffer.from(message)
  copy[index] ^= 0xff
  return copy
}

function send(message, port) {
  server.send(message, port, '192.0.2.255')
}
