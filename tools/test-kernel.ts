// Runs the tests of the tables on this machine's kernel, on user-mode Linux, and on Debian's kernel
// in QEMU, from Debian's packages, which are unpacked into build/kernel. See CONTRIBUTING.md.
//   --uml, --qemu   only this kernel, beside the one of this machine
//   --record        writes which rows were tried to tools/reference/tried.json
// Files named on the command line replace those in FILES.

import { mkdirSync } from 'node:fs'
import { release } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../test/support/bundle.ts'
import { type Kernel, type Results, runOn } from './kernel/machine.ts'
import { PackagesError, Source } from './kernel/packages.ts'
import { QEMU, qemu } from './kernel/qemu.ts'
import { report } from './kernel/report.ts'
import { outcomesIn, work } from './kernel/task.ts'
import { USER_MODE, userModeLinux } from './kernel/user-mode-linux.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { bundleTests } from './test-bundles.ts'
import { endTestsAtExit, whyShared } from './test-file.ts'
import { testFilesIn } from './test-files.ts'

/**
 * The tests that are generated from the tables, those of families that few kernels have, those
 * of networks that few kernels can imitate, and programs of the guide that few kernels can run.
 */
const FILES = [
  'test/calls/slow-networks.test.ts',
  'test/options/every-option.test.ts',
  'test/options/every-control-message.test.ts',
  'test/options/ebpf.test.ts',
  'test/options/kernel-tls.test.ts',
  'test/programs/guide-sctp.test.ts',
  'test/families',
]

/** Families that every kernel has. */
const LEFT_OUT =
  /\/(abstract-names|address-text|family-types|ip-addresses|netlink|packet|raw-sockets|sock-diag|unix)/

/** With CI set, nothing may be missing. */
const isStrict = process.env['CI'] !== undefined

/** Milliseconds for all machines. What they could not finish by then is listed. */
const LIMIT = 420_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    uml: { type: 'boolean' },
    qemu: { type: 'boolean' },
    record: { type: 'boolean' },
  },
})
const named = testFilesIn(positionals)
const files = named.length > 0 ? named : testFilesIn(FILES).filter((file) => !LEFT_OUT.test(file))

const until = performance.now() + LIMIT
const both = values.uml === values.qemu
const wanted = [
  ...(both || values.uml ? [{ name: USER_MODE, prepare: userModeLinux }] : []),
  ...(both || values.qemu ? [{ name: QEMU, prepare: qemu }] : []),
]
endTestsAtExit()
const folder = temporaryFolder(resolve('build/kernel/run-'))
const kernels = prepared()
const lacking = isStrict && kernels.length < wanted.length
if (kernels.length === 0) process.exit(lacking ? 1 : 0)

await bundleTests(files, folder)
await bundle(['tools/kernel/guest.ts'], folder)

const results: Results[] = [await runHere()]
results.push(
  ...(await Promise.all(
    kernels.map((kernel, index) => runOn(kernel, taskIn(`machine-${index}`), until)),
  )),
)
const passed = report(results, { toRecord: values.record === true, isStrict })
process.exitCode = passed && !lacking ? 0 : 1

/** The kernels that can be booted. Says why others cannot. */
function prepared(): Kernel[] {
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.getuid?.() !== 0) {
    console.log('Other kernels need root on Debian, on an x64 machine')
    return []
  }
  return wanted.flatMap(({ name, prepare }) => {
    try {
      const source = new Source()
      const names = ['kmod', 'busybox-static', 'iproute2', 'iptables', 'bluez']
      source.unpack(...source.withDependencies(...names))
      source.unpack('bluez-test-tools')
      return [prepare(source, folder)]
    } catch (error) {
      if (!(error instanceof PackagesError)) throw error
      console.log(`${name}: Debian's packages can't be had here: ${error.message}`)
      return []
    }
  })
}

async function runHere(): Promise<Results> {
  const task = taskIn('here')
  await work(task, { ownNetwork: whyShared() === undefined, isEmulated: false })
  return {
    name: 'this machine',
    release: release(),
    folder: task.folder,
    outcomes: new Map(outcomesIn(task.folder)),
    unfinished: new Map(),
  }
}

function taskIn(name: string) {
  const own = join(folder, name)
  mkdirSync(own)
  return { files, bundles: folder, folder: own }
}
