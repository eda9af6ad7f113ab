// Prints which files of the package a process maps into its memory: the addon that it has loaded.
import { readFileSync } from 'node:fs'
import process from 'node:process'
import 'berkeley'

const maps = readFileSync('/proc/self/maps', 'utf8')
const loaded = new Set(maps.match(/[^/]+\/[^/]+\.node$/gm))
process.stdout.write([...loaded].join(' '))
