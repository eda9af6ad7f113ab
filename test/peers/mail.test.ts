import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { pattern } from '../support/streams.ts'
import { needs } from './support/programs.ts'
import { asNetSocket, beneath, dial, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('nodemailer and smtp-server', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    const name = way === 'TLS' ? 'STARTTLS' : way
    test(`nodemailer over ${name} sends a mail with an attachment of 3 MB`, async (t) => {
      const { key, cert } = place.certificate
      const mails: { text: string; secure: boolean }[] = []
      const server = new SMTPServer({
        ...{ key, cert, authOptional: true, disabledCommands: way === 'TLS' ? [] : ['STARTTLS'] },
        onData(stream, session, callback) {
          void stream.toArray().then((chunks: Buffer[]) => {
            mails.push({ text: Buffer.concat(chunks).toString(), secure: session.secure })
            callback(null)
          })
        },
      })
      // The streams are the same; TLS begins in the midst of the conversation.
      const door = await serve(t, beneath(way), place, (stream) => {
        server.connect(asNetSocket(stream))
      })
      const socket = (await dial(door)).stream()
      const transport = createTransport({
        ...{
          host: 'localhost',
          requireTLS: way === 'TLS',
          ignoreTLS: way !== 'TLS',
          tls: { ca: cert },
        },
        getSocket: (_: unknown, callback: (error: Error | null, options: object) => void) => {
          callback(null, { connection: socket })
        },
      })
      t.after(() => {
        transport.close()
      })
      const content = pattern(3_000_000)

      await transport.sendMail({
        ...{ from: 'one@localhost', to: 'other@localhost', subject: 'Numbers' },
        attachments: [{ filename: 'numbers.bin', content }],
      })

      assert.equal(mails.length, 1)
      assert.equal(mails[0]?.secure, way === 'TLS')
      const lines = mails[0].text.replaceAll('\r\n', '')
      assert.ok(lines.includes(content.toString('base64')))
    })
  }
})
