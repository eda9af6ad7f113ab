import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { MqttClient } from 'mqtt'
import { freePort } from '../support/free-port.ts'
import { pattern } from '../support/streams.ts'
import { needs } from './support/programs.ts'
import { type Door, open, type Way, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('mqtt and mosquitto', { skip: needs('mosquitto', 'openssl') }, () => {
  const place = new Workplace({ after })
  let doors: Record<Way, Door>

  before(async () => {
    const [port, tlsPort, path] = [await freePort(), await freePort(), place.path('mqtt.sock')]
    const { keyFile, certFile } = place.certificate
    const settings = `
      user root
      allow_anonymous true
      listener ${port} 127.0.0.1
      listener 0 ${path}
      listener ${tlsPort} 127.0.0.1
      certfile ${certFile}
      keyfile ${keyFile}`
    writeFileSync(place.path('mosquitto.conf'), settings.replace(/^ +/gm, ''))
    await place.start(/running$/m, 'mosquitto', '-v', '-c', 'mosquitto.conf')
    doors = { TCP: { port }, Unix: { path }, TLS: { port: tlsPort } }
  })

  for (const way of WAYS) {
    const client = async (t: Pick<typeof import('node:test'), 'after'>): Promise<MqttClient> => {
      const stream = await open(way, doors[way], place)
      const made = new MqttClient(() => stream, { reconnectPeriod: 0 })
      t.after(() => made.endAsync(true))
      await new Promise<void>((resolve, reject) => {
        made
          .once('connect', () => {
            resolve()
          })
          .once('error', reject)
      })
      return made
    }

    for (const qos of [0, 1, 2] as const) {
      test(`mqtt over ${way} gets 4 MB that another published, with QoS ${qos}`, async (t) => {
        const [reader, writer] = [await client(t), await client(t)]
        const [topic, payload] = [`${way}/${qos}`, pattern(4_000_000)]
        await reader.subscribeAsync(topic, { qos })
        const message = new Promise<[string, Buffer]>((resolve) => {
          reader.once('message', (topic, payload) => {
            resolve([topic, payload])
          })
        })

        await writer.publishAsync(topic, payload, { qos })

        const [name, received] = await message
        assert.equal(name, topic)
        assert.ok(received.equals(payload))
      })
    }

    test(`mqtt over ${way} gets 200 messages in their order`, async (t) => {
      const [reader, writer] = [await client(t), await client(t)]
      const numbers = Array.from({ length: 200 }, (_, i) => i)
      const received: number[] = []
      await reader.subscribeAsync(`${way}/many`, { qos: 1 })
      const all = new Promise<void>((resolve) => {
        reader.on('message', (_, payload) => {
          if (received.push(Number(payload)) === numbers.length) resolve()
        })
      })

      for (const number of numbers)
        await writer.publishAsync(`${way}/many`, `${number}`, { qos: 1 })
      await all

      assert.deepEqual(received, numbers)
    })
  }
})
