import { DIALECT_GUIDES } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

await runPrograms(DIALECT_GUIDES)
