// For Jest and Vitest.
import { useSockets } from './use-sockets.mjs'

globalThis.test('sockets work', useSockets)
