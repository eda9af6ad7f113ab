import { COOKBOOK } from '../support/page-programs.ts'
import { runPrograms } from '../support/run-programs.ts'

/** Pages that need more: see cookbook-peers.test.ts and cookbook-networks.test.ts. */
const ELSEWHERE =
  /(dhcp-discover|from-raw-socket|hot-restart|mdns|ping|privileges|redis-sync|systemd)\.md$/

await runPrograms(COOKBOOK.filter((page) => !ELSEWHERE.test(page)))
