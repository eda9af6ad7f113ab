import {
  type FamilyName,
  type ProtocolName,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'

/** Why this kernel has no such socket; false if it has. */
export function absent(
  family: FamilyName,
  type: TypeName,
  protocol: ProtocolName | number = 0,
): string | false {
  try {
    new Socket(family, type, protocol).close()
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `this kernel has no ${protocol === 0 ? family : protocol}: ${error.code}`
  }
}
