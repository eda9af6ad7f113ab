import { type Codec, tooShort } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { bytesFrom } from '../../codec/type-check.ts'
import { uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

const head = struct('af_alg_iv', { ivlen: 'unsigned' }, { header: 'linux/if_alg.h' })

/** struct af_alg_iv: a length and that many bytes. */
const initializationVector: Codec<Uint8Array> = {
  probes: head.probes,
  maxSize: (platform) => head.maxSize(platform) + 16,
  encode(value, platform) {
    const { length: ivlen } = bytesFrom(value, '')
    const start = head.encode({ ivlen }, platform)
    const bytes = new Uint8Array(start.length + ivlen)
    bytes.set(start)
    bytes.set(value, start.length)
    return bytes
  },
  decode(bytes, platform) {
    const { ivlen } = head.decode(bytes, platform)
    const start = head.maxSize(platform)
    if (bytes.length < start + ivlen) throw tooShort('struct af_alg_iv', bytes, start + ivlen)
    return bytes.slice(start, start + ivlen)
  },
}

const where: Level = {
  level: 'SOL_ALG',
  page: 'linux/if_alg.h',
  testedOn: ['AF_ALG', 'SOCK_SEQPACKET'],
  header: 'linux/if_alg.h',
}

/** Control messages of AF_ALG, to send with the data of an operation. See linux/if_alg.h. */
export const SOL_ALG_CONTROL = tableAt(where, () => ({
  /** How many of the first bytes sent are only authenticated; AEAD. */
  ALG_SET_AEAD_ASSOCLEN: control(uint, {
    example: 16,
    sendOnly: true,
    unit: 'bytes',
    since: '3.19',
  }),

  /** The initialization vector, or nonce. */
  ALG_SET_IV: control(initializationVector, {
    example: new Uint8Array(16),
    sendOnly: true,
    since: '2.6.38',
  }),

  /** The operation: ALG_OP_ENCRYPT or ALG_OP_DECRYPT. */
  ALG_SET_OP: control(uint, { example: 1, sendOnly: true, since: '2.6.38' }),
}))
