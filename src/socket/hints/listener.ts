import { constantOf } from '../../binding.ts'
import type { ErrorText } from '../../errors.ts'
import { getIntOption } from '../int-option.ts'
import { familyName, typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const SO_ACCEPTCONN = constantOf('SO_ACCEPTCONN')

/** Whether a socket accepts connections. */
export function listens({ fd }: OpenDescriptor): boolean {
  return getIntOption(fd, SO_ACCEPTCONN) > 0
}

/** What an error of listen(2) or accept(2) says about the socket. */
export function listenerText(syscall: 'listen' | 'accept', socket: OpenDescriptor): ErrorText {
  return {
    hint(code) {
      if (code === 'EOPNOTSUPP') {
        const kind = `a ${typeName(socket.type)} socket of ${familyName(socket.family)}`
        return `${kind} ${syscall === 'listen' ? 'does not listen' : 'accepts no connections'}`
      }
      if (code === 'EINVAL' && syscall === 'accept' && !listens(socket))
        return 'the socket does not listen'
      return undefined
    },
  }
}
