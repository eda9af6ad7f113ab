import { GUIDE } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

await runPrograms(GUIDE)
