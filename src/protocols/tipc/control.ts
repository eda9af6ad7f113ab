import { type Codec, mapped, tooShort } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { bytes, list, uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

/** Why a message was returned. */
export interface TipcErrorInfo {
  /** TIPC_ERR_*, TIPC_CONN_SHUTDOWN. */
  error: number
  /** Bytes of the message, which are in TIPC_RETDATA. */
  length: number
}

const errorInfo: Codec<TipcErrorInfo> = mapped(
  list(uint, 2),
  ({ error, length }: TipcErrorInfo) => [error, length],
  (numbers) => {
    const [error, length] = numbers
    if (error === undefined || length === undefined)
      throw tooShort('TIPC_ERRINFO', new Uint8Array(numbers.length * 4), 8)
    return { error, length }
  },
  { error: true, length: true },
)

/** The service that a message was sent to. */
export interface TipcServiceName {
  /** The type of service. */
  type: number
  /** The lowest instance. */
  lower: number
  /** The highest instance; equal to the lowest for a single one. */
  upper: number
}

const serviceName: Codec<TipcServiceName> = struct('kernel_tipc_service_range', {
  type: 'unsigned',
  lower: 'unsigned',
  upper: 'unsigned',
})

const where: Level = {
  level: 'SOL_TIPC',
  page: 'linux/tipc.h',
  testedOn: ['AF_TIPC', 'SOCK_RDM'],
  header: 'linux/tipc.h',
}

/** TIPC_MAX_USER_MSG_SIZE. */
const MAX_MESSAGE_SIZE = 66_000

/** Control messages of AF_TIPC, which no option enables. See linux/tipc.h. */
export const SOL_TIPC_CONTROL = tableAt(where, () => ({
  /** The service that a message was sent to; absent if it was sent to a socket. */
  TIPC_DESTNAME: control(serviceName, { receiveOnly: true }),

  /** Why a message was returned, or a connection ended. */
  TIPC_ERRINFO: control(errorInfo, { receiveOnly: true }),

  /** The returned message. */
  TIPC_RETDATA: control(bytes(MAX_MESSAGE_SIZE), { receiveOnly: true }),
}))
