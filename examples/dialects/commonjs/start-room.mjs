// A worker of Node 20 does not inherit tsx: it is registered here, and then the room is opened.
import { register } from 'tsx/esm/api'

register()
await import('./chat-room.ts')
