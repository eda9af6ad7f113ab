import { runPrograms } from '../support/run-programs.ts'

await runPrograms(['docs/guide/sctp.md'])
