import { COOKBOOK } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

/** Pages that need more: see the other files of this folder that begin with `cookbook-`. */
const ELSEWHERE =
  /(dhcp-discover|from-raw-socket|hot-restart|mdns|ping|porting-from-c|privileges|redis-sync|systemd)\.md$/

await runPrograms(COOKBOOK.filter((page) => !ELSEWHERE.test(page)))
