import { numbers } from '../numbers.ts'

/** Values of ALG_SET_OP. See linux/if_alg.h. */
export const ALG_VALUES = /* @__PURE__ */ numbers(
  {
    /** Decrypt. */
    ALG_OP_DECRYPT: {},
    /** Encrypt. */
    ALG_OP_ENCRYPT: {},
  },
  'linux/if_alg.h',
)
