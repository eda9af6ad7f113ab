import { type Codec, mapped } from '../../codec/codec.ts'
import { mustBe } from '../../codec/misuse.ts'
import { struct } from '../../codec/struct.ts'
import { list } from '../../codec/values.ts'
import { numbers } from '../numbers.ts'

/** An instruction of classic BPF. `berkeley/bpf` assembles and disassembles programs. */
export interface BpfInstruction {
  /** The operation: a sum of `BPF_*`, such as BPF_LD + BPF_H + BPF_ABS. */
  code: number
  /**
   * For a conditional jump, how many instructions to skip if the condition is true: 0 to 255.
   */
  jt: number
  /** For a conditional jump, how many instructions to skip if it is false. */
  jf: number
  /** A 32-bit constant or offset. A negative one is accepted, and reads back as unsigned. */
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

/** The longest program that the kernel accepts: BPF_MAXINSNS. */
const MAX_INSTRUCTIONS = 4096

/** The instructions that struct sock_fprog points to. */
export const program: Codec<BpfInstruction[], readonly BpfInstruction[]> = mapped(
  list(
    {
      ...instruction,
      encode(one: BpfInstruction, platform) {
        if (Array.isArray(one)) throw mustBe('', AN_OBJECT, one)
        return instruction.encode(one, platform)
      },
    },
    MAX_INSTRUCTIONS,
  ),
  (given: readonly BpfInstruction[]) => {
    if (typeof given === 'string') throw mustBe('', AN_ARRAY, given)
    return given
  },
  (value) => value,
)

/** What a program must be, for errors: not text. */
export const AN_ARRAY = 'an array, which assemble() of berkeley/bpf makes of text'
/** What an instruction must be, for errors. */
export const AN_OBJECT = 'an object { code, jt, jf, k }'

/**
 * The parts of classic BPF's instructions, which are the same everywhere, and Linux's extensions
 * for metadata of the packet; linux/filter.h.
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
    /** Jump: always, k instructions ahead. */
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
    /** The maximum number of instructions of a program. */
    BPF_MAXINSNS: { linux: 4096 },
    /** Mode: the word k of M. */
    BPF_MEM: { linux: 0x60 },
    /** The number of words of M. */
    BPF_MEMWORDS: { linux: 16 },
    /** Class: transfer between A and X. */
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
    /** Class: return a result. */
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
    /** Extension: A ^ X. */
    SKF_AD_ALU_XOR_X: { linux: 40 },
    /** Extension: the processor. */
    SKF_AD_CPU: { linux: 36 },
    /** Extension: the ARPHRD_* of the interface. */
    SKF_AD_HATYPE: { linux: 28 },
    /** Extension: the interface. */
    SKF_AD_IFINDEX: { linux: 8 },
    /** Extension: its mark. */
    SKF_AD_MARK: { linux: 20 },
    /** The end of the extensions. */
    SKF_AD_MAX: {},
    /** Extension: the offset of the netlink attribute of type X, searched from offset A on. */
    SKF_AD_NLATTR: { linux: 12 },
    /** Extension: the same, within the attribute at A. */
    SKF_AD_NLATTR_NEST: { linux: 16 },
    /** Offset of BPF_ABS at which the extensions begin. */
    SKF_AD_OFF: { linux: -0x1000 },
    /** Extension: the offset of the payload. */
    SKF_AD_PAY_OFFSET: { linux: 52 },
    /** Extension: the packet type, PACKET_HOST or another. */
    SKF_AD_PKTTYPE: { linux: 4 },
    /** Extension: the protocol, ETH_P_IP or another. */
    SKF_AD_PROTOCOL: { linux: 0 },
    /** Extension: the queue of the device. */
    SKF_AD_QUEUE: { linux: 24 },
    /** Extension: a random number. */
    SKF_AD_RANDOM: { linux: 56 },
    /** Extension: the hash of its flow. */
    SKF_AD_RXHASH: { linux: 32 },
    /** Extension: its VLAN tag. */
    SKF_AD_VLAN_TAG: { linux: 44 },
    /** Extension: whether the packet has a VLAN tag. */
    SKF_AD_VLAN_TAG_PRESENT: { linux: 48 },
    /** Extension: the protocol of the tag. */
    SKF_AD_VLAN_TPID: { linux: 60 },
    /** Offset at which the frame begins, whatever the packet begins with. */
    SKF_LL_OFF: { linux: -0x200000 },
    /** Offset at which the IP header begins, whatever the packet begins with. */
    SKF_NET_OFF: { linux: -0x100000 },
  },
  'linux/filter.h',
)
