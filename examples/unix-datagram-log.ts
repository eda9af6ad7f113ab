// Lines to a log daemon by Unix datagrams, as syslog takes them at /dev/log. They never block the
// program: without a daemon, or when its queue is full, a line is dropped.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Socket, SocketError } from 'berkeley'

const folder = mkdtempSync(join(tmpdir(), 'berkeley-'))
const path = join(folder, 'log')

using daemon = new Socket('AF_UNIX', 'SOCK_DGRAM')
daemon.bind(path)

using logger = new Socket('AF_UNIX', 'SOCK_DGRAM')
log('Started')
log('Ready')

for (let i = 0; i < 2; i++) console.log(String(daemon.recvSync()))
rmSync(folder, { recursive: true })

function log(line: string): void {
  try {
    logger.trySendTo(`<14>berkeley[${process.pid}]: ${line}`, path)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
  }
}
