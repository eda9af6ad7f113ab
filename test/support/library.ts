// What the bodies of children and workers are given. tools/test.ts makes one file of it, since to
// load src/ file by file takes each of them a second.
export * from '../../src/index.ts'
export * as netlink from '../../src/netlink.ts'
export { calls } from '../../src/raw.ts'
