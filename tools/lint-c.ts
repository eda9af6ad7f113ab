// Runs clang-tidy on native/ if it is installed: npm does not provide it.

import { spawnSync } from 'node:child_process'
import { run } from './run.ts'

const includes = '-Inode_modules/node-api-headers/include'

if (spawnSync('clang-tidy', ['--version']).error) {
  console.log('Skipped: clang-tidy is not installed')
} else {
  const command = `clang-tidy --quiet native/*.c -- -std=c11 -D_GNU_SOURCE ${includes}`
  process.exitCode = run(command)
}
