import { numbers } from '../numbers.ts'

/** Values of options of SOL_TLS; linux/tls.h. */
export const TLS_VALUES = /* @__PURE__ */ numbers(
  {
    /** `version` of TLS_TX and TLS_RX: TLS 1.2. */
    TLS_1_2_VERSION: { linux: 0x303 },
    /** `version` of TLS_TX and TLS_RX: TLS 1.3. */
    TLS_1_3_VERSION: { linux: 0x304 },
    /** Cipher: AES in CCM, 128 bits. Linux 5.2. */
    TLS_CIPHER_AES_CCM_128: { linux: 53 },
    /** Cipher: AES in GCM, 128 bits. */
    TLS_CIPHER_AES_GCM_128: { linux: 51 },
    /** Cipher: AES in GCM, 256 bits. Linux 5.1. */
    TLS_CIPHER_AES_GCM_256: { linux: 52 },
    /** Cipher: ARIA in GCM, 128 bits. Linux 6.1. */
    TLS_CIPHER_ARIA_GCM_128: { linux: 57 },
    /** Cipher: ARIA in GCM, 256 bits. Linux 6.1. */
    TLS_CIPHER_ARIA_GCM_256: { linux: 58 },
    /** Cipher: ChaCha20 with Poly1305. Linux 5.11. */
    TLS_CIPHER_CHACHA20_POLY1305: { linux: 54 },
    /** Cipher: SM4 in CCM. Linux 5.16. */
    TLS_CIPHER_SM4_CCM: { linux: 56 },
    /** Cipher: SM4 in GCM. Linux 5.16. */
    TLS_CIPHER_SM4_GCM: { linux: 55 },
  },
  'linux/tls.h',
)
