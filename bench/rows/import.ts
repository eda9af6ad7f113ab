import { peer } from '../peer.ts'
import { c, library } from '../programs.ts'
import { type Row, times } from '../row.ts'

const running = (program: string) => () => c('timed', process.execPath, '-e', program)

/** Startup: the cost of importing the library. */
export const imported: Row = {
  name: 'import',
  title: 'a Node process from its start to its end',
  measures: times('ms'),
  peers: [
    peer('import berkeley', { driver: running(`import('${library}')`), measured: 'driver' }),
    peer('an empty program', { driver: running(''), measured: 'driver' }),
    // The cost of import() itself: the first one creates Node's module loader.
    peer('import nothing', {
      driver: running("import('data:text/javascript,')"),
      measured: 'driver',
    }),
  ],
  bars: [{ peer: 'import berkeley', measure: 'wall', most: 15, above: 'an empty program' }],
  operations: 1,
  rounds: 21,
}
