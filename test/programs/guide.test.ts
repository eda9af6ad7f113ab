import { GUIDE } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

/** The program of this page needs others: see restart.test.ts. */
const ELSEWHERE = 'docs/guide/restart.md'

await runPrograms(GUIDE.filter((page) => page !== ELSEWHERE))
