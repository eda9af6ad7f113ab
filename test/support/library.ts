// What the bodies of children and workers are given.
export * from '../../src/index.ts'
export * as netlink from '../../src/netlink.ts'
export { calls } from '../../src/raw.ts'
export { openDescriptors } from './descriptors.ts'
export { PATIENCE } from './patience.ts'
export { program, runnable } from './runnable.ts'
export { inWorker } from './workers.ts'
