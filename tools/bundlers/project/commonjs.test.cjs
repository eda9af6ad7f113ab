// For Jest.
const { useSockets } = require('./use-sockets.mjs')

globalThis.test('sockets work', useSockets)
