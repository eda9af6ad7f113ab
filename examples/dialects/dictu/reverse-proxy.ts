// A reverse proxy for HTTP/1.1, as one writes it with Dictu's Socket module: one client at a time,
// a back end picked at random, recv and write both ways. If a back end is down, the next is tried.
//
//   tsx examples/dialects/dictu/reverse-proxy.ts <port> <back end's port>…
//
// Dictu has neither threads nor select: a request is passed on whole before its answer is received.

import Socket, { type DictuSocket } from 'berkeley/dictu'
import { copyBody, type Head, receiveHead, Source, textOfHead, valueOf } from './http.ts'

/** Fields that are about one connection, and not about the message. */
const OWN = ['connection', 'keep-alive', 'proxy-connection', 'upgrade', 'te', 'expect']
const HOST = '127.0.0.1'

const [port = 0, ...backEnds] = process.argv.slice(2).map(Number)

const server = Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)
if (!server) throw new Error(Socket.strerror())
if (
  !server.setsockopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR) ||
  !server.bind(HOST, port) ||
  !server.listen(10000)
) {
  throw new Error(Socket.strerror())
}
console.log(`Serving port ${port} from ${backEnds.join(', ')}`)

for (;;) {
  const client = server.accept()
  if (!client) {
    console.error(`accept: ${Socket.strerror()}`)
    break
  }
  const outcome = serve(client)
  client.close()
  console.log(outcome)
  if (outcome.startsWith('SHUTDOWN')) break
}
server.close()

/** Serves one request; says how it went. */
function serve(client: DictuSocket): string {
  const source = new Source(client)
  const head = receiveHead(source)
  if (!head) return refuse(client, '400 Bad Request', 'no request')
  const [method = '', path = ''] = head.line.split(' ')
  if (!/^[A-Z]+ \S+ HTTP\/1\.[01]$/.test(head.line)) {
    return refuse(client, '400 Bad Request', head.line)
  }
  if (method === 'SHUTDOWN') return refuse(client, '200 OK', 'SHUTDOWN')

  const upstream = connectToAny()
  if (!upstream) return refuse(client, '502 Bad Gateway', `${method} ${path}`)
  if (valueOf(head, 'expect') === '100-continue') client.write('HTTP/1.1 100 Continue\r\n\r\n')

  upstream.write(textOfHead(forwarded(head, client.address ?? 'unknown')))
  const whole = copyBody(source, head, (data) => upstream.write(data) !== null)
  const answer = whole ? copyAnswer(upstream, client) : null
  upstream.close()
  if (!whole) return refuse(client, '400 Bad Request', `${method} ${path}: its body broke off`)
  if (answer === null) return refuse(client, '502 Bad Gateway', `${method} ${path}`)
  return `${method} ${path}: ${answer}`
}

/** A connection to one of the back ends, tried in an order of chance. */
function connectToAny(): DictuSocket | null {
  const order = [...backEnds]
  while (order.length > 0) {
    const [chosen = 0] = order.splice(Math.floor(Math.random() * order.length), 1)
    const upstream = Socket.create(Socket.AF_INET, Socket.SOCK_STREAM)
    if (!upstream) return null
    if (upstream.connect(HOST, chosen)) return upstream
    console.error(`Back end ${chosen}: ${Socket.strerror()}`)
    upstream.close()
  }
  return null
}

/** Passes the answer on, up to the end of the stream; says its status, null when there is none. */
function copyAnswer(upstream: DictuSocket, client: DictuSocket): string | null {
  const source = new Source(upstream)
  let head = receiveHead(source)
  while (head?.line.startsWith('HTTP/1.1 100')) head = receiveHead(source)
  if (!head) return null
  const fields = head.fields.filter(([name]) => !OWN.includes(name.toLowerCase()))
  let taken = client.write(
    textOfHead({
      line: head.line,
      fields: [...fields, ['Via', '1.1 dictu'], ['Connection', 'close']],
    }),
  )
  for (let data = source.some(); data !== '' && taken !== null; data = source.some()) {
    taken = client.write(data)
  }
  return taken === null ? `${head.line}, ${Socket.strerror()}` : head.line
}

function forwarded({ line, fields }: Head, address: string): Head {
  const kept = fields.filter(([name]) => !OWN.includes(name.toLowerCase()))
  return {
    line: line.replace(/1\.0$/, '1.1'),
    fields: [...kept, ['X-Forwarded-For', address], ['Connection', 'close']],
  }
}

function refuse(client: DictuSocket, status: string, outcome: string): string {
  client.write(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
  return `${outcome}: ${status}`
}
