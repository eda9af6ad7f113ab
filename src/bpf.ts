// berkeley/bpf: programs of classic BPF as text, and what they would do. Pure; needs no kernel.

export { assemble } from './bpf/assemble.ts'
export { check } from './bpf/check.ts'
export { disassemble } from './bpf/disassemble.ts'
export { type Ancillary, interpret, type InterpretOptions } from './bpf/interpret.ts'
export type { ExtensionName } from './bpf/instructions.ts'
export type { BpfInstruction } from './protocols/socket/filter.ts'
