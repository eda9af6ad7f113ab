import { constantOf, constantOr, native } from '../binding.ts'
import { check } from '../errors.ts'
import { Descriptor } from '../index.ts'
import { CREATED } from '../socket/own.ts'

const EINVAL = constantOf('EINVAL')
const MFD_ALLOW_SEALING = constantOr('MFD_ALLOW_SEALING', 0)
const MFD_NOEXEC_SEAL = constantOr('MFD_NOEXEC_SEAL', 0)
const F_ADD_SEALS = constantOr('F_ADD_SEALS', 0)
const SEALS = ['F_SEAL_GROW', 'F_SEAL_SHRINK', 'F_SEAL_WRITE', 'F_SEAL_SEAL']
  .map((name) => constantOr(name, 0))
  .reduce((all, one) => all | one)

/** A file in memory with these bytes, which nobody can change any more: its reader may map it. */
export function sealedFile(name: string, bytes: Uint8Array): Descriptor {
  const file = new Descriptor(create(name), CREATED)
  try {
    for (let at = 0; at < bytes.length; )
      at += check('write', native.write(file.fd, bytes.subarray(at)))
    check('fcntl', native.fcntl(file.fd, F_ADD_SEALS, SEALS), { address: 'F_ADD_SEALS' })
    return file
  } catch (error) {
    file.close()
    throw error
  }
}

/** Not executable: a machine may refuse any other (vm.memfd_noexec). */
function create(name: string): number {
  const answer = native.memfdCreate(name, MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL)
  const isOld = answer === -EINVAL // Linux before 6.3
  return check('memfd_create', isOld ? native.memfdCreate(name, MFD_ALLOW_SEALING) : answer)
}
