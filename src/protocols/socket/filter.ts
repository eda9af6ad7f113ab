import { type Codec, mapped } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import { list } from '../../codec/values.ts'
import { numbers } from '../numbers.ts'

/** One instruction of classic BPF. `berkeley/bpf` writes them from text, and shows them as text. */
export interface BpfInstruction {
  /** What it does: a sum of `BPF_*`, such as BPF_LD + BPF_H + BPF_ABS. */
  code: number
  /**
   * Of a conditional jump, how many instructions to leave out when the condition holds: 0 to 255.
   */
  jt: number
  /** The same for when it doesn't hold. */
  jf: number
  /** A constant or an offset of 32 bits. A negative one is taken too, and read back unsigned. */
  k: number
}

const instruction: Codec<BpfInstruction> = mapped(
  struct(
    'sock_filter',
    { code: 'unsigned', jt: 'unsigned', jf: 'unsigned', k: 'unsigned' },
    { header: 'linux/filter.h' },
  ),
  ({ code, jt, jf, k }: BpfInstruction) => ({ code, jt, jf, k: unsigned(k) }),
  (value) => value,
  { code: true, jt: true, jf: true, k: true },
)

function unsigned(k: number): number {
  return typeof k === 'number' && k < 0 && k >= -(2 ** 31) ? k + 2 ** 32 : k
}

/** As long as the kernel lets one be: BPF_MAXINSNS. */
const MOST_INSTRUCTIONS = 4096

/** The instructions that struct sock_fprog points to. */
export const program = list(instruction, MOST_INSTRUCTIONS)

/**
 * The parts of classic BPF's instructions, which are the same everywhere, and what Linux offers
 * beside the packet; linux/filter.h.
 */
export const BPF_VALUES = /* @__PURE__ */ numbers(
  {
    /** Source of BPF_RET: the accumulator. */
    BPF_A: { linux: 0x10 },
    /** Mode: the packet at offset k. */
    BPF_ABS: { linux: 0x20 },
    /** Arithmetic: A + operand. */
    BPF_ADD: { linux: 0x00 },
    /** Class: arithmetic with A. */
    BPF_ALU: { linux: 0x04 },
    /** Arithmetic: A & operand. */
    BPF_AND: { linux: 0x50 },
    /** Size: a byte. */
    BPF_B: { linux: 0x10 },
    /** Arithmetic: A / operand. */
    BPF_DIV: { linux: 0x30 },
    /** Size: two bytes, big-endian. */
    BPF_H: { linux: 0x08 },
    /** Mode: the constant k. */
    BPF_IMM: { linux: 0x00 },
    /** Mode: the packet at offset X + k. */
    BPF_IND: { linux: 0x40 },
    /** Jump: always, k instructions on. */
    BPF_JA: { linux: 0x00 },
    /** Jump: if A equals the operand. */
    BPF_JEQ: { linux: 0x10 },
    /** Jump: if A is not less than the operand. */
    BPF_JGE: { linux: 0x30 },
    /** Jump: if A is greater than the operand. */
    BPF_JGT: { linux: 0x20 },
    /** Class: jumps. */
    BPF_JMP: { linux: 0x05 },
    /** Jump: if A and the operand have a bit in common. */
    BPF_JSET: { linux: 0x40 },
    /** Operand: the constant k. */
    BPF_K: { linux: 0x00 },
    /** Class: load into A. */
    BPF_LD: { linux: 0x00 },
    /** Class: load into X. */
    BPF_LDX: { linux: 0x01 },
    /** Mode: the length of the packet. */
    BPF_LEN: { linux: 0x80 },
    /** Arithmetic: A << operand. */
    BPF_LSH: { linux: 0x60 },
    /** The most instructions that a program may have. */
    BPF_MAXINSNS: { linux: 4096 },
    /** Mode: the word k of M. */
    BPF_MEM: { linux: 0x60 },
    /** How many words M has. */
    BPF_MEMWORDS: { linux: 16 },
    /** Class: between A and X. */
    BPF_MISC: { linux: 0x07 },
    /** Arithmetic: A % operand. Linux 3.7. */
    BPF_MOD: { linux: 0x90 },
    /** Mode: four times the low half of the byte at offset k, which is an IP header's length. */
    BPF_MSH: { linux: 0xa0 },
    /** Arithmetic: A * operand. */
    BPF_MUL: { linux: 0x20 },
    /** Arithmetic: -A. */
    BPF_NEG: { linux: 0x80 },
    /** Arithmetic: A | operand. */
    BPF_OR: { linux: 0x40 },
    /** Class: end, with an answer. */
    BPF_RET: { linux: 0x06 },
    /** Arithmetic: A >> operand. */
    BPF_RSH: { linux: 0x70 },
    /** Class: store A in M. */
    BPF_ST: { linux: 0x02 },
    /** Class: store X in M. */
    BPF_STX: { linux: 0x03 },
    /** Arithmetic: A - operand. */
    BPF_SUB: { linux: 0x10 },
    /** BPF_MISC: A into X. */
    BPF_TAX: { linux: 0x00 },
    /** BPF_MISC: X into A. */
    BPF_TXA: { linux: 0x80 },
    /** Size: four bytes, big-endian. */
    BPF_W: { linux: 0x00 },
    /** Operand: the register X. */
    BPF_X: { linux: 0x08 },
    /** Arithmetic: A ^ operand. Linux 3.7. */
    BPF_XOR: { linux: 0xa0 },
    /** Beside the packet: A ^ X. */
    SKF_AD_ALU_XOR_X: { linux: 40 },
    /** Beside the packet: the processor. */
    SKF_AD_CPU: { linux: 36 },
    /** Beside the packet: the ARPHRD_* of the interface. */
    SKF_AD_HATYPE: { linux: 28 },
    /** Beside the packet: the interface. */
    SKF_AD_IFINDEX: { linux: 8 },
    /** Beside the packet: its mark. */
    SKF_AD_MARK: { linux: 20 },
    /** Where what is beside the packet ends. */
    SKF_AD_MAX: { linux: 64 },
    /** Beside the packet: where, from offset A on, the netlink attribute of type X is. */
    SKF_AD_NLATTR: { linux: 12 },
    /** Beside the packet: the same, within the attribute at A. */
    SKF_AD_NLATTR_NEST: { linux: 16 },
    /** Offset of BPF_ABS at which begins what is beside the packet. */
    SKF_AD_OFF: { linux: -0x1000 },
    /** Beside the packet: where its payload begins. */
    SKF_AD_PAY_OFFSET: { linux: 52 },
    /** Beside the packet: PACKET_HOST and the like. */
    SKF_AD_PKTTYPE: { linux: 4 },
    /** Beside the packet: ETH_P_IP and the like. */
    SKF_AD_PROTOCOL: { linux: 0 },
    /** Beside the packet: the queue of the device. */
    SKF_AD_QUEUE: { linux: 24 },
    /** Beside the packet: a random number. */
    SKF_AD_RANDOM: { linux: 56 },
    /** Beside the packet: the hash of its flow. */
    SKF_AD_RXHASH: { linux: 32 },
    /** Beside the packet: its VLAN tag. */
    SKF_AD_VLAN_TAG: { linux: 44 },
    /** Beside the packet: whether it has one. */
    SKF_AD_VLAN_TAG_PRESENT: { linux: 48 },
    /** Beside the packet: the protocol of the tag. */
    SKF_AD_VLAN_TPID: { linux: 60 },
    /** Offset at which begins the frame, whatever the packet begins with. */
    SKF_LL_OFF: { linux: -0x200000 },
    /** Offset at which begins the IP header, whatever the packet begins with. */
    SKF_NET_OFF: { linux: -0x100000 },
  },
  'linux/filter.h',
)
