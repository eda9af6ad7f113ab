import { bool, ushort } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { cryptoInfo, type TlsCryptoInfo, type TlsCryptoKind } from './crypto-info.ts'

const where: Level = {
  level: 'SOL_TLS',
  page: 'linux/tls.h',
  testedOn: ['AF_INET', 'SOCK_STREAM'],
  header: 'linux/tls.h',
}

const AES: TlsCryptoInfo = {
  version: 0x304,
  cipher_type: 'TLS_CIPHER_AES_GCM_128',
  iv: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  key: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
  salt: new Uint8Array([1, 2, 3, 4]),
  rec_seq: new Uint8Array(8),
}

const READ: TlsCryptoKind = { version: AES.version, cipher_type: AES.cipher_type }

/**
 * Options of TLS in the kernel, for connected sockets whose TCP_ULP is `'tls'`. The program does
 * the handshake; the kernel continues with the negotiated keys.
 */
export const SOL_TLS = tableAt(where, () => ({
  /**
   * The keys to decrypt with. Can be set once; again for new keys of TLS 1.3 since Linux 6.14. Only
   * version and cipher are read back. EBUSY before it is set.
   */
  TLS_RX: option(cryptoInfo, { example: AES, readsBack: READ, since: '4.17', linux: 2 }),

  /** Decrypts directly into the reader's memory: fast unless the peer pads its records. TLS 1.3. */
  TLS_RX_EXPECT_NO_PAD: option(bool, { example: true, since: '6.0', linux: 4 }),

  /** The keys to encrypt with. See TLS_RX. */
  TLS_TX: option(cryptoInfo, { example: AES, readsBack: READ, since: '4.13', linux: 1 }),

  /** Maximum plaintext of a record: 64 to 16384, in TLS 1.3 one less. RFC 8449. */
  TLS_TX_MAX_PAYLOAD_LEN: option(ushort, { example: 1024, unit: 'bytes', since: '6.19', linux: 5 }),

  /** Lets the device read the file of sendfile(2) without a copy; the file must not change. */
  TLS_TX_ZEROCOPY_RO: option(bool, { example: true, since: '5.19', linux: 3 }),
}))
