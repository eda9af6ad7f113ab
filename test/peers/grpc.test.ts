import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
} from '@grpc/grpc-js'
import { pattern } from '../support/streams.ts'
import { needs } from './support/programs.ts'
import { beneath, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

const same = (bytes: Buffer): Buffer => bytes
const ECHO = '/test.Echo/Echo'
const METHOD = {
  ...{ path: ECHO, requestStream: true, responseStream: true },
  ...{ requestSerialize: same, requestDeserialize: same },
  ...{ responseSerialize: same, responseDeserialize: same },
}
const SERVICE: ServiceDefinition = { Echo: METHOD }

void suite("grpc-js: its server, to its client's own sockets", { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`grpc-js over ${way} echoes 50 messages, one of them of 3 MB`, async (t) => {
      const { key, cert } = place.certificate
      const server = new Server()
      server.addService(SERVICE, {
        Echo: (call: ServerDuplexStream<Buffer, Buffer>) => {
          call
            .on('data', (message: Buffer) => call.write(message))
            .on('end', () => {
              call.end()
            })
        },
      })
      t.after(() => {
        server.forceShutdown()
      })
      const injector = server.createConnectionInjector(
        way === 'TLS'
          ? ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: cert }])
          : ServerCredentials.createInsecure(),
      )
      const door = await serve(t, beneath(way), place, (stream) => {
        injector.injectConnection(stream)
      })
      const client = new Client(
        'path' in door ? `unix:${door.path}` : `localhost:${door.port}`,
        way === 'TLS' ? credentials.createSsl(cert) : credentials.createInsecure(),
      )
      t.after(() => {
        client.close()
      })
      const messages = Array.from({ length: 50 }, (_, i) => pattern(i === 25 ? 3_000_000 : 10 * i))

      const call = client.makeBidiStreamRequest(ECHO, same, same, new Metadata())
      for (const message of messages) call.write(message)
      call.end()
      const echoed = (await call.toArray()) as Buffer[]

      assert.equal(echoed.length, messages.length)
      for (const [i, message] of messages.entries()) assert.ok(echoed[i]?.equals(message))
    })
  }
})
