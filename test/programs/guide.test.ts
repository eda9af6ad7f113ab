import { GUIDE } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

/** The program of one page needs others; few kernels can run those of the other. */
const ELSEWHERE = new Set(['docs/guide/restart.md', 'docs/guide/sctp.md'])

await runPrograms(GUIDE.filter((page) => !ELSEWHERE.has(page)))
