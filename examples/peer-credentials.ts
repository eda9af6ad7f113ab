// A Unix server that asks the kernel who its clients are, and serves nobody but its own user.

import { connect, listen } from 'berkeley'

const name = `@berkeley-credentials-${process.pid}`

using listener = await listen(name)
using client = await connect(name)

using connection = await listener.accept()
const { pid, uid, gid } = connection.peerCredentials()
console.log(`Process ${pid}, user ${uid}, group ${gid}`)

if (uid === process.getuid?.()) await connection.sendAll('Welcome')
else await connection.sendAll('Go away')
console.log(String(await client.recv()))
