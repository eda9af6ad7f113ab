// How each tool of docs/guide/bundlers.md is used, as a script of a shell. Everything about this
// package is in the guide's line; the rest is what a program without this package needs too.
//
//   $project     the current folder: a copy of tools/bundlers/project, where the package is found
//   $elsewhere   an empty folder, where it is not
//   $tools $own  the packages of tools.ts, and those of this repository
//   $tarball     the package
//   $node22 $node24 $bun   other runtimes than `node`
//   works COMMAND   runs a program, and fails if that does not say that it works

/** A script, with the guide's line for the tool. */
type Script = (line: string) => string

const BEGINNING = `
  set -eu
  cd "$project" # paths of the script begin there, as those of users do
  works() {
    printed=$("$@")
    echo "$printed"
    echo "$printed" | grep -qx 'It works'
  }`

const BUNDLE = '$own/.bin/esbuild main.mjs --bundle --platform=node --log-level=error'
const VITE = 'node $tools/vite/bin/vite.js build --logLevel=warn --ssr main.mjs --outDir out'
const WORKS = `
  cd $elsewhere
  works node $project/out/main.*js`
const WORKS_MOVED = `
  mv out $elsewhere
  cd $elsewhere
  works node out/*.*js`

const BUNDLERS: Readonly<Record<string, Script>> = {
  'esbuild, ESM': (line) => `${BUNDLE} --format=esm --outfile=out/main.mjs ${line} ${WORKS}`,

  'esbuild, CommonJS': (line) => `${BUNDLE} --format=cjs --outfile=out/main.cjs ${line} ${WORKS}`,

  'esbuild, moved': (line) => `
    ${BUNDLE} --format=esm --outfile=out/main.mjs
    ${line}
    ${WORKS_MOVED}`,

  rollup: (line) => `
    cat > rollup.config.mjs <<END
      import { nodeResolve } from '$tools/@rollup/plugin-node-resolve/dist/es/index.js'
      export default {
        input: 'main.mjs',
        output: { file: 'out/main.mjs' },
        plugins: [nodeResolve()],
        ${line}
      }
END
    node $tools/rollup/dist/bin/rollup --config --silent
    ${WORKS}`,

  webpack: (line) => `
    cat > webpack.cjs <<END
      require('$tools/webpack')({
        mode: 'production',
        optimization: { minimize: false },
        target: 'node',
        entry: '$project/main.mjs',
        output: { path: '$project/out', filename: 'main.cjs' },
        ${line}
      }, (error, stats) => {
        if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString())
      })
END
    node webpack.cjs
    ${WORKS_MOVED}`,

  'Vite, SSR': () => `${VITE} ${WORKS}`,

  'Vite, SSR, moved': (line) => `
    echo 'export default { ssr: { noExternal: true } }' > vite.config.mjs
    ${VITE}
    ${line}
    ${WORKS_MOVED}`,

  '@vercel/ncc': () => `
    node $tools/@vercel/ncc/dist/ncc/cli.js build main.mjs --out out --quiet
    ${WORKS_MOVED}`,

  'Node, single executable': (line) => `
    ${BUNDLE} --format=cjs --outfile=out/main.cjs
    cat > sea.json <<END
      {
        ${line}
        "main": "out/main.cjs",
        "output": "program.blob",
        "disableExperimentalSEAWarning": true
      }
END
    $node24 --experimental-sea-config sea.json
    cp $node24 program
    node $tools/postject/dist/cli.js program NODE_SEA_BLOB program.blob \\
      --sentinel-fuse NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2 2> /dev/null
    mv program $elsewhere
    cd $elsewhere
    export TMPDIR=$elsewhere
    works ./program
    test "$(ls)" = program
    if said=$(TMPDIR=/nowhere ./program 2>&1); then exit 1; fi
    echo "$said" | grep -q 'Cannot unpack the addon of berkeley: .*; see TMPDIR'`,

  'bun build --compile': (line) => `
    $bun build --compile main.mjs ${line} --outfile program
    mv program $elsewhere
    cd $elsewhere
    works ./program`,
}

const JEST = '$tools/jest/bin/jest.js --watchman=false'
const JEST_CONFIG = '{ "testMatch": ["**/*.test.*"] }'
const VITEST = 'node $tools/vitest/vitest.mjs run --globals'

const TEST_RUNNERS: Readonly<Record<string, Script>> = {
  'Jest, ESM': (line) => `
    node ${line} ${JEST} esm.test.mjs --config '${JEST_CONFIG}'
    $node22 ${line} ${JEST} esm.test.mjs --config '${JEST_CONFIG}'`,
  'Jest, CommonJS': (line) => `$node24 ${line} ${JEST} commonjs.test.cjs --config '${JEST_CONFIG}'`,
  'Vitest, forks': () => `${VITEST} --pool=forks esm.test.mjs`,
  'Vitest, threads': () => `${VITEST} --pool=threads esm.test.mjs`,
  'Vitest, vmThreads': () => `${VITEST} --pool=vmThreads esm.test.mjs`,
}

const TYPESCRIPT: Readonly<Record<string, Script>> = {
  'TypeScript, CommonJS': (line) =>
    [
      [line, 'typescript'],
      [line.replace('node20', 'nodenext'), 'ts7'],
    ]
      .map(
        ([module, compiler]) => `
    cat > tsconfig.json <<END
      { "compilerOptions": { ${module} "strict": true, "types": ["node"], "outDir": "out" },
        "files": ["typed.cts"] }
END
    node $own/${compiler}/bin/tsc
    (cd $elsewhere; works node $project/out/typed.cjs)`,
      )
      .join(''),
}

const INSTALLED = `
  cp *.mjs $elsewhere
  cd $elsewhere
  echo '{ "private": true }' > package.json`

/** Yarn with a linker, and nothing outside of the folder. */
function yarn(linker: string): Script {
  return () => `
    ${INSTALLED}
    export YARN_NODE_LINKER=${linker} YARN_ENABLE_TELEMETRY=0 YARN_ENABLE_GLOBAL_CACHE=0
    export YARN_ENABLE_IMMUTABLE_INSTALLS=0
    touch yarn.lock
    node $tools/@yarnpkg/cli-dist/bin/yarn.js add "berkeley@file:$tarball"
    works node $tools/@yarnpkg/cli-dist/bin/yarn.js node main.mjs`
}

const PACKAGE_MANAGERS: Readonly<Record<string, Script>> = {
  npm: () => `
    ${INSTALLED}
    node $tools/npm/bin/npm-cli.js install --offline --no-audit --no-fund "$tarball"
    works node main.mjs`,
  pnpm: () => `
    ${INSTALLED}
    node $tools/pnpm/bin/pnpm.mjs add --offline --store-dir store "$tarball"
    works node main.mjs`,
  "Yarn, Plug'n'Play": yarn('pnp'),
  'Yarn, node-modules': yarn('node-modules'),
}

const SCRIPTS: Readonly<Record<string, Script>> = {
  ...BUNDLERS,
  ...TEST_RUNNERS,
  ...TYPESCRIPT,
  ...PACKAGE_MANAGERS,
}

/** The tools that have a script. */
export const CASES = Object.keys(SCRIPTS)

/** How a tool is used, as a program of the shell, which fails if anything does not work. */
export function scriptOf(tool: string, line: string): string {
  return `${BEGINNING}\n${SCRIPTS[tool]?.(line) ?? 'false'}`
}
