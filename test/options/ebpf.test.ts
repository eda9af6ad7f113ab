import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Descriptor, Socket } from '../../src/index.ts'
import { cannotCompile, Program } from '../support/compiler.ts'
import { type Closes, loopback, nameOf } from '../support/kinds.ts'
import { OutcomeCounts } from '../support/outcome-counts.ts'
import { PATIENCE } from '../support/patience.ts'

const UDP_HEADER = 8
const SOON = { timeout: PATIENCE }

/** A C program that loads an eBPF program, which returns a constant, and sends its descriptor. */
const loading = (answer: number, path: string) => `
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

int main(void) {
  struct bpf_insn program[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = ${answer}},
      {.code = BPF_JMP | BPF_EXIT},
  };
  union bpf_attr load = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER};
  load.insns = (uintptr_t) program;
  load.insn_cnt = 2;
  load.license = (uintptr_t) "GPL";
  int descriptor = (int) syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load);
  if (descriptor < 0)
    return perror("bpf"), 1;
  struct sockaddr_un there = {.sun_family = AF_UNIX};
  memcpy(there.sun_path + 1, "${path}", ${path.length});
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof descriptor)];
  } control = {{CMSG_LEN(sizeof descriptor), SOL_SOCKET, SCM_RIGHTS}};
  memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  struct iovec data = {"", 1};
  struct msghdr message = {
      .msg_name = &there,
      .msg_namelen = offsetof(struct sockaddr_un, sun_path) + 1 + ${path.length},
      .msg_iov = &data,
      .msg_iovlen = 1,
      .msg_control = &control,
      .msg_controllen = sizeof control,
  };
  if (sendmsg(socket(AF_UNIX, SOCK_DGRAM, 0), &message, 0) < 0)
    return perror("sendmsg"), 1;
  return 0;
}
`

/** The descriptor of an eBPF program that always returns this number. */
function loaded(answer: number): Descriptor {
  using socket = new Socket('AF_UNIX', 'SOCK_DGRAM')
  const abstract = `berkeley-ebpf-${process.pid}-${answer}`
  socket.bind({ family: 'AF_UNIX', abstract })
  using program = new Program(loading(answer, abstract))
  program.output()
  const { control } = socket.recvMessageSync({ control: true, ...SOON })
  const [descriptor] = control.SCM_RIGHTS ?? []
  assert.ok(descriptor)
  return descriptor
}

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'needs Linux'
  if (cannotCompile) return cannotCompile
  try {
    loaded(0).close()
    return false
  } catch (error) {
    return `no eBPF program can be loaded here: ${String(error)}`
  }
}

const skip = whyNot()
const counts = new OutcomeCounts('options', ['set'])

function bound(t: Closes, count: number): Socket[] {
  const sockets = Array.from({ length: count }, () => new Socket('AF_INET', 'SOCK_DGRAM'))
  t.after(() => {
    for (const socket of sockets) socket.close()
  })
  const [first] = sockets
  for (const socket of sockets) {
    socket.setOption('SO_REUSEPORT', true)
    socket.bind(socket === first || !first ? loopback('AF_INET') : nameOf(first))
  }
  return sockets
}

test('SO_ATTACH_BPF has an eBPF program truncate what arrives, until it is detached', {
  skip,
}, (t) => {
  const [receiver] = bound(t, 1)
  assert.ok(receiver)
  using program = loaded(UDP_HEADER + 3)
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  sender.connectSync(nameOf(receiver))

  receiver.setOption('SO_ATTACH_BPF', program.fd)
  sender.sendSync('cut off')
  receiver.setOption('SO_DETACH_BPF', null)
  sender.sendSync('whole')

  assert.deepEqual([receiver.recvSync(100, SOON), receiver.recvSync(100, SOON)].map(String), [
    'cut',
    'whole',
  ])
  counts.add('set', 'SO_ATTACH_BPF')
})

test('SO_ATTACH_REUSEPORT_EBPF has an eBPF program pick the socket of a group', { skip }, (t) => {
  const [first, second] = bound(t, 2)
  assert.ok(first && second)
  using program = loaded(1)
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  sender.connectSync(nameOf(first))

  first.setOption('SO_ATTACH_REUSEPORT_EBPF', program.fd)
  for (const text of ['a', 'b', 'c']) sender.sendSync(text)

  assert.deepEqual(
    ['a', 'b', 'c'].map(() => String(second.recvSync(100, SOON))),
    ['a', 'b', 'c'],
  )
  counts.add('set', 'SO_ATTACH_REUSEPORT_EBPF')
})
