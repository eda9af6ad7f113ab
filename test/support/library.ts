// The argument of bodies that run in children and workers.
export * from '../../src/index.ts'
export * as netlink from '../../src/netlink.ts'
export { calls } from '../../src/raw.ts'
export { openDescriptors } from './descriptors.ts'
export { forms } from './forms.ts'
export { PATIENCE } from './patience.ts'
export { programArguments, runnable } from './runnable.ts'
export { inWorker } from './workers.ts'
