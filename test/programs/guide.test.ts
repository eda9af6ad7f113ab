import { GUIDE } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-pages.ts'

await runPrograms(GUIDE)
