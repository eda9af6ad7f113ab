// A thread of the chat server: some of the clients, and news of the clients of the other threads.
// The socket that brings the news waits for some milliseconds in each turn; the clients are asked
// whether they are readable.

import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import {
  AF_UNIX,
  SO_RCVTIMEO,
  SO_REUSEPORT,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  Socket,
  SocketError,
} from 'berkeley/commonjs'
import { ChatClient } from './chat-client.ts'

interface Room {
  readonly port: number
  readonly folder: string
  readonly number: number
  readonly threads: number
}

/** What one thread tells the others: that somebody is called so now, has gone, or what was said. */
type News =
  | { readonly kind: 'called'; readonly who: string; readonly nick: string }
  | { readonly kind: 'gone'; readonly who: string }
  | { readonly kind: 'said'; readonly text: string }

const PATIENCE = 3_000 // microseconds
const MOST_NICK = 20

const { port, folder, number, threads } = workerData as Room
const paths = Array.from({ length: threads }, (_, i) => join(folder, String(i)))
const others = paths.filter((_, i) => i !== number)
/** The nicks of everybody, here and elsewhere. */
const nicks = new Map<string, string>()
const clients = new Set<ChatClient>()
let arrivals = 0

const bus = new Socket(AF_UNIX, SOCK_DGRAM).bind(paths[number])
bus.setOption(SO_RCVTIMEO, PATIENCE).setOption(SO_SNDTIMEO, PATIENCE)
const server = new Socket().setOption(SO_REUSEPORT, true).bind('127.0.0.1', port).listen()
parentPort?.postMessage('ready')

for (;;) {
  if (!hear()) look() // as long as there is news, that comes first
}

/** Waits for news for a while; whether some came. */
function hear(): boolean {
  try {
    const news = JSON.parse(bus.receiveFrom().data.toString()) as News
    if (news.kind === 'called') nicks.set(news.who, news.nick)
    else if (news.kind === 'gone') nicks.delete(news.who)
    else say(news.text)
    return bus.isReadable
  } catch (error) {
    if (isLate(error)) return false
    throw error
  }
}

/** Takes those who call, and what the clients have said. */
function look(): void {
  while (server.isReadable) welcome(server.accept())
  for (const client of clients) {
    for (const line of client.lines()) obey(client, line)
    client.flush()
    if (client.gone) leave(client)
  }
}

function welcome(socket: Socket): void {
  const who = `${number}.${arrivals++}`
  const client = new ChatClient(socket, who)
  clients.add(client)
  call(who, `guest${who}`)
  client.tell(`Welcome, ${nickOf(who)}: ${nicks.size} here`)
  announce(`* ${nickOf(who)} has joined`, client)
}

function leave(client: ChatClient): void {
  const nick = nickOf(client.who)
  client.close()
  clients.delete(client)
  nicks.delete(client.who)
  tellOthers({ kind: 'gone', who: client.who })
  announce(`* ${nick} has left`, client)
}

function obey(client: ChatClient, line: string): void {
  const [, command = '', words = ''] = /^\/(\w+)\s*(.*)$/.exec(line) ?? []
  const nick = nickOf(client.who)
  if (line === '') return
  if (!line.startsWith('/')) announce(`<${nick}> ${line}`, client)
  else if (command === 'me' && words !== '') announce(`* ${nick} ${words}`, client)
  else if (command === 'who') client.tell(`Here: ${[...nicks.values()].sort().join(', ')}`)
  else if (command === 'nick') rename(client, words)
  else if (command === 'quit') client.leave('Bye')
  else client.tell('There are /nick <name>, /who, /me <does something> and /quit')
}

function rename(client: ChatClient, wanted: string): void {
  const nick = nickOf(client.who)
  if (!/^[^\s<>*,]+$/u.test(wanted) || wanted.length > MOST_NICK) {
    client.tell('That is no name')
  } else if ([...nicks.values()].includes(wanted)) {
    client.tell(`${wanted} is somebody else`)
  } else {
    call(client.who, wanted)
    client.tell(`You are ${wanted}`)
    announce(`* ${nick} is ${wanted}`, client)
  }
}

function call(who: string, nick: string): void {
  nicks.set(who, nick)
  tellOthers({ kind: 'called', who, nick })
}

function nickOf(who: string): string {
  return nicks.get(who) ?? who
}

/** Tells everybody but the one whom it is about. */
function announce(text: string, about: ChatClient): void {
  say(text, about)
  tellOthers({ kind: 'said', text })
}

function say(text: string, about?: ChatClient): void {
  for (const client of clients) if (client !== about) client.tell(text)
}

function tellOthers(news: News): void {
  for (const path of others) tellOther(path, JSON.stringify(news))
}

/** A thread that is full of news may be waiting for this one: then this one hears first. */
function tellOther(path: string, news: string): void {
  for (;;) {
    try {
      bus.sendTo(path, undefined, news)
      return
    } catch (error) {
      if (error instanceof SocketError && error.code === 'ENOENT') return // not there yet
      if (!isLate(error)) throw error
      hear()
    }
  }
}

function isLate(error: unknown): boolean {
  return error instanceof SocketError && error.code === 'EAGAIN'
}
