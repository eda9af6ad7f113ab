import type { TestRuntime } from './run-file.ts'

/** Tests that fail in a runtime, and why. */
export interface ExpectedFailures {
  readonly runtime: TestRuntime
  readonly file: string
  /** Names of tests: each matches at least one, and each test that it matches fails. */
  readonly tests: readonly RegExp[]
  readonly reason: string
  /** The runtime's own issue, where one is known. */
  readonly issue?: string
  /** Whether chance decides, such as the moment at which the runtime closes something of its own. */
  readonly sometimes?: true
}

export const EXPECTED_FAILURES: readonly ExpectedFailures[] = [
  {
    runtime: 'bun',
    file: 'test/calls/creation.test.ts',
    tests: [/^a child process inherits none of our descriptors$/],
    reason: 'child processes inherit no descriptor, close-on-exec or not',
  },
  {
    runtime: 'bun',
    file: 'test/descriptors/borrowing.test.ts',
    tests: [/^(options and addresses of a borrowed|closing .* from a|once a) http\.Server/],
    reason: 'an http.Server has no descriptor',
    issue: 'https://github.com/oven-sh/bun/pull/24575', // of net alone
  },
  {
    runtime: 'bun',
    file: 'test/descriptors/borrowing-tls.test.ts',
    tests: [/^options of the connection of an http server /, /^a https\.Server is borrowed from /],
    reason: 'neither a server of http and https nor its connections have a descriptor',
    issue: 'https://github.com/oven-sh/bun/pull/24575',
  },
  {
    runtime: 'bun',
    file: 'test/descriptors/borrowing-tls.test.ts',
    tests: [/^options of tls over /, /^options of the connection of an https server /],
    reason: 'TLS has no ciphers with a pre-shared key',
  },
  {
    runtime: 'bun',
    file: 'test/descriptors/from-process.test.ts',
    tests: [/^the options of a running http server are read and set from outside/],
    reason: 'the program prints the descriptor of an http.Server, which has none',
    issue: 'https://github.com/oven-sh/bun/pull/24575',
  },
  {
    runtime: 'bun',
    file: 'test/descriptors/misused-borrowing.test.ts',
    tests: [/^a request and a response of http say which socket to borrow from$/],
    reason: 'a response that belongs to no connection has the socket of its request',
  },
  {
    runtime: 'bun',
    file: 'test/threads/workers.test.ts',
    tests: [/^an exception in the continuation of a receive is uncaught/],
    reason: "a rejection that nobody handles does not reach 'uncaughtException'",
  },
  {
    runtime: 'deno',
    file: 'test/calls/peer-credentials.test.ts',
    tests: [/^a server knows the process, user and groups of its client/],
    reason: 'there is no process.setgroups, with which the client changes its groups',
  },
  {
    runtime: 'deno',
    file: 'test/calls/send-file-events.test.ts',
    tests: [/^sendFile (sends what an|returns what it has read of an|waits for .* of an) eventfd/],
    reason:
      'node:fs refuses descriptors that it did not open: the test cannot write to the eventfd',
    issue: 'https://github.com/denoland/deno/issues/6529',
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/borrowing.test.ts',
    tests: [
      /^options and addresses of a borrowed /,
      /^closing or disposing a socket borrowed from an? /,
      /^once a .* is closed, a socket borrowed from it fails/,
      /^(recv|poll|sendAll) on a socket borrowed from a net\.Socket /,
      /^a wait on (a socket borrowed from a net\.Socket|the socket of an http2 session) /,
    ],
    reason: 'sockets and servers of net, http, http2 and dgram have no descriptor',
    issue: 'https://github.com/denoland/deno/issues/27788',
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/borrowing-tls.test.ts',
    tests: [/^options of the connection of an http server /],
    reason: 'connections of an http.Server have no descriptor',
    issue: 'https://github.com/denoland/deno/issues/27788',
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/borrowing-tls.test.ts',
    tests: [
      /^options of tls over /,
      /^options of the connection of an https server /,
      /^a (tls|https)\.Server is borrowed from /,
      /^TLS over a stream that is no socket has no descriptor$/,
    ],
    reason: 'TLS has no ciphers with a pre-shared key',
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/from-process.test.ts',
    tests: [/^the options of a running http server are read and set from outside/],
    reason: 'the program prints the descriptor of an http.Server, which has none',
    issue: 'https://github.com/denoland/deno/issues/27788',
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/misused-borrowing.test.ts',
    tests: [/^a request and a response of http say which socket to borrow from$/],
    reason: 'the sockets of a request and a response have no descriptor',
    issue: 'https://github.com/denoland/deno/issues/27788',
  },
  {
    runtime: 'deno',
    file: 'test/families/unix-addresses.test.ts',
    tests: [/^a path that is not UTF-8 is bytes, in both directions$/],
    reason: 'fs.readdir decodes names as UTF-8, also where it is asked for bytes',
  },
  {
    runtime: 'deno',
    file: 'test/threads/workers.test.ts',
    tests: [/^workers that are terminated in the middle of everything leave nothing open: /],
    reason: 'a worker that is terminated lives on for a while, and its epoll and eventfd for ever',
    issue: 'https://github.com/denoland/deno/issues/14003',
    sometimes: true,
  },
  {
    runtime: 'deno',
    file: 'test/waiting/calls-of-several-steps.test.ts',
    tests: [/^an iteration over connections ends at its deadline, even when descriptors have run/],
    reason: 'Deno ends at its start if it may open only few descriptors',
  },
  {
    runtime: 'deno',
    file: 'test/waiting/exiting.test.ts',
    tests: [/^a worker that (waits in a promise|blocks its thread) is terminated, and leaves no /],
    reason: 'a worker that blocks is not terminated; sockets of Deno itself are counted',
    issue: 'https://github.com/denoland/deno/issues/13705',
    sometimes: true,
  },
  {
    runtime: 'deno',
    file: 'test/descriptors/owning.test.ts',
    tests: [/^a new descriptor has its owner immediately: a terminated worker leaves none open$/],
    reason: 'terminate() resolves before the worker has ended',
    issue: 'https://github.com/denoland/deno/issues/14003',
    sometimes: true,
  },
  {
    runtime: 'bun',
    file: 'test/waiting/exiting.test.ts',
    tests: [/^a worker that (waits in a promise|blocks its thread) is terminated, and leaves no /],
    reason: 'sockets of Bun itself are counted',
    sometimes: true,
  },
  {
    runtime: 'deno',
    file: 'test/calls/accepting.test.ts',
    tests: [/^without descriptors accept fails with EMFILE, the connection stays queued, and /],
    reason: 'Deno panics if it can open no descriptor at its start',
    sometimes: true,
  },
]
