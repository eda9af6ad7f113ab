import { BPF_VALUES } from '../protocols/socket/filter.ts'

/** The operand of an instruction, as it is written after the mnemonic. */
export type Operand =
  /** Nothing. */
  | 'none'
  /** `#5` */
  | 'constant'
  /** `x` */
  | 'x'
  /** `a` */
  | 'a'
  /** `#len` */
  | 'length'
  /** `M[3]` */
  | 'memory'
  /** `[12]`, or the name of an extension. */
  | 'packet'
  /** `[x + 12]` */
  | 'indexed'
  /** `4*([14]&0xf)` */
  | 'header'
  /** The label alone. */
  | 'label'

/** How an instruction is written. */
export interface Form {
  readonly mnemonic: string
  readonly operand: Operand
  readonly code: number
  /** For a conditional jump: whether the first label is taken if the condition is true. */
  readonly jumps?: 'if' | 'unless'
}

type Part = Extract<keyof typeof BPF_VALUES, `BPF_${string}`>

/** The numbers of the parts, the same on every system; the build checks them on Linux. */
function code(...parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum | BPF_VALUES[part].linux, 0)
}

function arithmetic(mnemonic: string, operation: Part): readonly Form[] {
  return [
    { mnemonic, operand: 'constant', code: code('BPF_ALU', operation, 'BPF_K') },
    { mnemonic, operand: 'x', code: code('BPF_ALU', operation, 'BPF_X') },
  ]
}

function conditional(mnemonic: string, test: Part, jumps: 'if' | 'unless'): readonly Form[] {
  return [
    { mnemonic, operand: 'constant', code: code('BPF_JMP', test, 'BPF_K'), jumps },
    { mnemonic, operand: 'x', code: code('BPF_JMP', test, 'BPF_X'), jumps },
  ]
}

function fromPacket(mnemonic: string, size: Part): readonly Form[] {
  return [
    { mnemonic, operand: 'packet', code: code('BPF_LD', size, 'BPF_ABS') },
    { mnemonic, operand: 'indexed', code: code('BPF_LD', size, 'BPF_IND') },
  ]
}

const loadA = code('BPF_LD', 'BPF_IMM')
const loadX = code('BPF_LDX', 'BPF_IMM')
const loadHeader = code('BPF_LDX', 'BPF_B', 'BPF_MSH')
const jump = code('BPF_JMP', 'BPF_JA')

/** Every way to write every instruction of a filter; of several, the usual one comes first. */
export const everyForm: readonly Form[] = [
  { mnemonic: 'ld', operand: 'constant', code: loadA },
  { mnemonic: 'ld', operand: 'length', code: code('BPF_LD', 'BPF_W', 'BPF_LEN') },
  { mnemonic: 'ld', operand: 'memory', code: code('BPF_LD', 'BPF_MEM') },
  ...fromPacket('ld', 'BPF_W'),
  ...fromPacket('ldh', 'BPF_H'),
  ...fromPacket('ldb', 'BPF_B'),
  { mnemonic: 'ldi', operand: 'constant', code: loadA },
  { mnemonic: 'ldx', operand: 'constant', code: loadX },
  { mnemonic: 'ldx', operand: 'length', code: code('BPF_LDX', 'BPF_W', 'BPF_LEN') },
  { mnemonic: 'ldx', operand: 'memory', code: code('BPF_LDX', 'BPF_MEM') },
  { mnemonic: 'ldxi', operand: 'constant', code: loadX },
  { mnemonic: 'ldxb', operand: 'header', code: loadHeader },
  { mnemonic: 'ldx', operand: 'header', code: loadHeader },
  { mnemonic: 'st', operand: 'memory', code: code('BPF_ST') },
  { mnemonic: 'stx', operand: 'memory', code: code('BPF_STX') },
  { mnemonic: 'jmp', operand: 'label', code: jump },
  { mnemonic: 'ja', operand: 'label', code: jump },
  ...conditional('jeq', 'BPF_JEQ', 'if'),
  ...conditional('jgt', 'BPF_JGT', 'if'),
  ...conditional('jge', 'BPF_JGE', 'if'),
  ...conditional('jset', 'BPF_JSET', 'if'),
  ...conditional('jneq', 'BPF_JEQ', 'unless'),
  ...conditional('jne', 'BPF_JEQ', 'unless'),
  ...conditional('jlt', 'BPF_JGE', 'unless'),
  ...conditional('jle', 'BPF_JGT', 'unless'),
  ...arithmetic('add', 'BPF_ADD'),
  ...arithmetic('sub', 'BPF_SUB'),
  ...arithmetic('mul', 'BPF_MUL'),
  ...arithmetic('div', 'BPF_DIV'),
  ...arithmetic('mod', 'BPF_MOD'),
  ...arithmetic('and', 'BPF_AND'),
  ...arithmetic('or', 'BPF_OR'),
  ...arithmetic('xor', 'BPF_XOR'),
  ...arithmetic('lsh', 'BPF_LSH'),
  ...arithmetic('rsh', 'BPF_RSH'),
  { mnemonic: 'neg', operand: 'none', code: code('BPF_ALU', 'BPF_NEG') },
  { mnemonic: 'tax', operand: 'none', code: code('BPF_MISC', 'BPF_TAX') },
  { mnemonic: 'txa', operand: 'none', code: code('BPF_MISC', 'BPF_TXA') },
  { mnemonic: 'ret', operand: 'constant', code: code('BPF_RET', 'BPF_K') },
  { mnemonic: 'ret', operand: 'a', code: code('BPF_RET', 'BPF_A') },
]

const usual = new Map<number, Form>()
const opposite = new Map<number, Form>()
for (const form of everyForm) {
  const forms = form.jumps === 'unless' ? opposite : usual
  if (!forms.has(form.code)) forms.set(form.code, form)
}

/** The usual way to write the instruction of this code; undefined if there is none. */
export function formOf(instruction: number): Form | undefined {
  return usual.get(instruction)
}

/** The way to write a conditional jump with only the label for a false condition. */
export function oppositeOf(instruction: number): Form | undefined {
  return opposite.get(instruction)
}

const AD_OFF = BPF_VALUES.SKF_AD_OFF.linux

/** The extensions, which are data about a packet, by their names in the assembler. */
export const EXTENSIONS = {
  cpu: BPF_VALUES.SKF_AD_CPU.linux,
  hatype: BPF_VALUES.SKF_AD_HATYPE.linux,
  ifidx: BPF_VALUES.SKF_AD_IFINDEX.linux,
  mark: BPF_VALUES.SKF_AD_MARK.linux,
  nla: BPF_VALUES.SKF_AD_NLATTR.linux,
  nlan: BPF_VALUES.SKF_AD_NLATTR_NEST.linux,
  poff: BPF_VALUES.SKF_AD_PAY_OFFSET.linux,
  proto: BPF_VALUES.SKF_AD_PROTOCOL.linux,
  queue: BPF_VALUES.SKF_AD_QUEUE.linux,
  rand: BPF_VALUES.SKF_AD_RANDOM.linux,
  rxhash: BPF_VALUES.SKF_AD_RXHASH.linux,
  type: BPF_VALUES.SKF_AD_PKTTYPE.linux,
  vlan_avail: BPF_VALUES.SKF_AD_VLAN_TAG_PRESENT.linux,
  vlan_tci: BPF_VALUES.SKF_AD_VLAN_TAG.linux,
  vlan_tpid: BPF_VALUES.SKF_AD_VLAN_TPID.linux,
} as const

/** The name of an extension. */
export type ExtensionName = keyof typeof EXTENSIONS

/** The k of `A ^ X`, which is encoded as an extension and has no name. */
export const XOR_X = (AD_OFF + BPF_VALUES.SKF_AD_ALU_XOR_X.linux) >>> 0

const extensions = new Map(
  Object.entries(EXTENSIONS).map(([name, at]) => [(AD_OFF + at) >>> 0, name as ExtensionName]),
)

/** The extension that a load from this offset denotes; undefined for an offset in the packet. */
export function extensionAt(k: number): ExtensionName | undefined {
  return extensions.get(k >>> 0)
}

/** Whether an offset is in the range of extensions, whether or not there is one. */
export function isExtensionOffset(k: number): boolean {
  return k >>> 0 >= AD_OFF >>> 0
}

/** The k of the extension of this name; `vlan_pr` is the older name of `vlan_avail`. */
export function offsetOfExtension(name: string): number | undefined {
  const known = name === 'vlan_pr' ? 'vlan_avail' : name
  return Object.hasOwn(EXTENSIONS, known)
    ? (AD_OFF + EXTENSIONS[known as ExtensionName]) >>> 0
    : undefined
}
