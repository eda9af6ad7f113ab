import { Buffer } from 'node:buffer'

// TLS with a key that both ends know: no certificate, which would expire.

const psk = Buffer.alloc(16, 'shared')

/** Options of a TLS server of `tls`, `https` or `http2`. */
export const tlsServer = { ciphers: 'PSK', pskCallback: () => psk }

/** Options of its client. */
export const tlsClient = {
  ciphers: 'PSK',
  pskCallback: () => ({ psk, identity: 'client' }),
  checkServerIdentity: () => undefined,
}
