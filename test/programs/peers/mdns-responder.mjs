// Answers questions to the mDNS group, using node:dgram. Is given its address; prints a
// line when ready.

import { createSocket } from 'node:dgram'

const GROUP = '224.0.0.251'
const [address] = process.argv.slice(2)

const responder = createSocket({ type: 'udp4', reuseAddr: true })
responder.on('message', (question) => {
  if ((question[2] & 0x80) !== 0) return
  if (!question.includes('\x09_services\x07_dns-sd\x04_udp\x05local')) return
  const answer = Buffer.from(question)
  answer[2] |= 0x80
  responder.send(answer, 5353, GROUP)
})
responder.bind(5353, () => {
  responder.addMembership(GROUP, address)
  responder.setMulticastInterface(address)
  console.log('ready')
})
