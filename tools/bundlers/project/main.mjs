import { useSockets } from './use-sockets.mjs'

useSockets().then(() => console.log('It works'))
