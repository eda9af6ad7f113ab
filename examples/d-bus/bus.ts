import type { Descriptor, Socket } from 'berkeley'
import * as message from './message.ts'

/** A client of a bus. */
export class Bus {
  name = ''
  #serial = 0
  #bytes = Buffer.alloc(0)
  readonly #descriptors: Descriptor[] = []
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Says which user this is, which the kernel tells the bus too, and asks for a name. */
  async begin(): Promise<void> {
    const user = Buffer.from(String(process.getuid?.())).toString('hex')
    for (const line of [`\0AUTH EXTERNAL ${user}`, 'NEGOTIATE_UNIX_FD']) {
      await this.#socket.sendAll(`${line}\r\n`)
      const answer = (await this.#socket.recv()).toString()
      if (!/^(OK|AGREE_UNIX_FD)\b.*\r\n$/.test(answer)) throw new Error(`The bus says ${answer}`)
    }
    await this.#socket.sendAll('BEGIN\r\n')
    this.name = String(await this.call('org.freedesktop.DBus', 'Hello'))
  }

  /** Calls a method, with descriptors as its arguments, and returns what it returns. */
  async call(name: string, member: string, ...fds: number[]): Promise<message.Value | undefined> {
    const { PATH, INTERFACE, MEMBER, DESTINATION, SIGNATURE, REPLY_TO } = message
    const it = { [PATH]: '/', [INTERFACE]: 'org.freedesktop.DBus', [MEMBER]: member }
    const to = { ...it, [DESTINATION]: name, [SIGNATURE]: 'h'.repeat(fds.length) }
    const serial = await this.send(message.CALL, to, fds)
    const { type, body } = await this.next(({ fields }) => fields[REPLY_TO] === serial)
    if (type === message.ERROR) throw new Error(String(body[0]))
    return body[0]
  }

  /** Sends a message with descriptors, and returns its number. */
  async send(type: number, fields: message.Fields, fds: number[] = []): Promise<number> {
    const all = { ...fields, [message.DESCRIPTORS]: fds.length }
    const serial = ++this.#serial
    const data = message.encode(type, serial, all, [...fds.keys()])
    await this.#socket.sendMessage({ data, control: fds.length > 0 ? { SCM_RIGHTS: fds } : {} })
    return serial
  }

  /** The next message that is wanted, with its descriptors. */
  async next(isWanted: (it: message.Message) => boolean) {
    for (;;) {
      const length = message.lengthOf(this.#bytes)
      if (this.#bytes.length >= length) {
        const it = message.decode(this.#bytes.subarray(0, length))
        this.#bytes = this.#bytes.subarray(length)
        const descriptors = this.#descriptors.splice(0, Number(it.fields[message.DESCRIPTORS] ?? 0))
        if (isWanted(it)) return { ...it, descriptors }
        for (const descriptor of descriptors) descriptor.close()
      } else {
        const { data, control } = await this.#socket.recvMessage({ size: 65_536, control: true })
        if (data.length === 0) throw new Error('The bus has gone')
        this.#bytes = Buffer.concat([this.#bytes, data])
        this.#descriptors.push(...(control.SCM_RIGHTS ?? []))
      }
    }
  }
}
