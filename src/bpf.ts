// berkeley/bpf: assembles, disassembles, checks and runs classic BPF programs. Needs no kernel.

export { assemble } from './bpf/assemble.ts'
export { check } from './bpf/check.ts'
export { disassemble } from './bpf/disassemble.ts'
export { type Ancillary, interpret, type InterpretOptions } from './bpf/interpret.ts'
export type { ExtensionName } from './bpf/instructions.ts'
export type { BpfInstruction } from './protocols/socket/filter.ts'
