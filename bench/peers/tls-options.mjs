// A key that both sides know, instead of a certificate.
const psk = Buffer.from('a shared secret of both sides')
const both = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }

export const serverOptions = { ...both, pskCallback: () => psk }
export const clientOptions = {
  ...both,
  pskCallback: () => ({ psk, identity: 'bench' }),
  checkServerIdentity: () => undefined,
}
