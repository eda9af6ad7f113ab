/** Under another Node: what reaches the kernel, but for programs, which do nothing that these do not. */
export const OF_KERNEL = [
  ...['test/calls', 'test/descriptors', 'test/dialects', 'test/families', 'test/native'],
  ...['test/options', 'test/streams', 'test/systemd', 'test/threads', 'test/waiting'],
]

/** What depends most on the runtime: waiting, closing, threads, and memory that C reads and writes. */
export const CORE = [
  ...['test/calls', 'test/descriptors', 'test/threads', 'test/waiting'],
  ...['test/families/every-family.test.ts', 'test/families/unix-addresses.test.ts'],
  ...['test/options/every-option.test.ts', 'test/options/every-control-message.test.ts'],
  ...['test/options/timestamps.test.ts', 'test/streams/ends.test.ts'],
  ...['test/streams/sharing.test.ts', 'test/streams/web-streams.test.ts'],
]

/** Files in these folders that are left out, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'test/calls/error-stacks.test.ts': 'the stacks that engines make differ',
  'test/descriptors/hand-over.test.ts': 'Node alone has every part of `listen({ fd })`',
}
