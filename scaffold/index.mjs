// `npm run new -- KIND NAME`: lays down the files of a new optimizer, algorithm, backend, command or sweeper, ready to
// be filled in. What it writes passes every check, and does the least that its kind can do.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { algorithm } from './algorithm.mjs'
import { backend } from './backend.mjs'
import { command } from './command.mjs'
import { optimizer } from './optimizer.mjs'
import { sweeper } from './sweeper.mjs'

/** Each gives the files that it writes, and the lines that it adds to files: `[file, line before which, new line]`. */
const kinds = { optimizer, algorithm, backend, command, sweeper }

function fail(message) {
  const usage = `npm run new -- ${Object.keys(kinds).join('|')} NAME`
  console.error(message === undefined ? usage : `${message}\n${usage}`)
  process.exit(2)
}

const [kind, name, ...rest] = process.argv.slice(2)
if (kind === undefined) fail()
const make = Object.hasOwn(kinds, kind) ? kinds[kind] : fail(`'${kind}' is none of ${Object.keys(kinds).join(', ')}`)
if (name === undefined) fail(`the new ${kind} needs a name`)
if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(name)) fail(`'${name}' must be lower-case words, such as lion or sign-descent`)
if (rest.length > 0) fail(`one name is wanted, not '${rest[0]}' too`)

const words = name.split('-')
const pascal = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('')
const { files, edits } = make({
  kebab: name,
  snake: words.join('_'),
  pascal,
  camel: pascal[0].toLowerCase() + pascal.slice(1),
})

const there = Object.keys(files).filter((file) => existsSync(file))
if (there.length > 0) fail(`${there.join(', ')}: there already`)
const texts = new Map(Object.entries(files))
for (const [file, before, line] of edits) {
  const text = texts.get(file) ?? readFileSync(file, 'utf8')
  const at = text.indexOf(before)
  if (at === -1) throw new Error(`${file} has no line '${before.trim()}' any more`)
  texts.set(file, `${text.slice(0, at)}${line}${text.slice(at)}`)
}
for (const [file, text] of texts) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(file)
}
const tidy = [process.execPath, ['node_modules/.bin/biome', 'check', '--write', '--log-level=error', ...texts.keys()]]
if (spawnSync(...tidy, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) process.exit(1)
console.log('\nnext: npm run generate, fill it in, npm run check')
