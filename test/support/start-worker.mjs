// A worker of Node 20 does not inherit tsx: it is registered here, and then the real file imported.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
await import(workerData.file)
