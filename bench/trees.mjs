// Real trees beside real Hydra: `node bench/trees.mjs [--all] FOLDER…` composes every primary config of every tree below
// the folders, and every option alone and over primary configs, with both. POLYHEAD_PYTHON names a Python that has
// hydra-core 1.3, and the plugins that the trees name. Exit code 1 where they differ.
import { spawnSync } from 'node:child_process'
import { relative, resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, compose, openRepository, resolve } from '../dist/config.js'
import { findTrees, optionPaths, quoted } from './lib/find-trees.mjs'

const words = process.argv.slice(2)
const all = words.includes('--all')
const folders = words.filter((word) => word !== '--all')
const python = process.env.POLYHEAD_PYTHON
if (!python || folders.length === 0) {
  const lacks = python ? 'name a folder of trees' : 'set POLYHEAD_PYTHON to a Python with hydra-core 1.3'
  console.log(`nothing is compared: ${lacks}`)
  process.exit(0)
}
const peer = fileURLToPath(new URL('lib/trees-peer.py', import.meta.url))
/** What `${now:…}` prints on both sides. */
const now = new Date()
/** An option is composed over at most this many primary configs. */
const PRIMARIES = 3
/** Of each kind of difference, this many cases are shown without `--all`. */
const SHOWN = 3

function tagged(node) {
  if (node.kind === 'map') return { $dict: [...node.entries].map(([key, item]) => [taggedKey(key), tagged(item)]) }
  if (node.kind === 'list') return node.items.map(tagged)
  if (node.kind === 'int') return { $int: String(node.value) }
  if (node.kind === 'float') return { $float: floatText(node.value) }
  return node.value
}

function taggedKey(key) {
  return typeof key === 'number' || typeof key === 'bigint' ? { $int: String(key) } : key
}

function floatText(value) {
  if (Number.isNaN(value)) return 'nan'
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf'
}

/** What both sides print is read again, so that two ways to write one number are the same. */
function comparable(value) {
  return JSON.stringify(value, (_, item) =>
    item && typeof item === 'object' && '$float' in item ? { $float: floatText(pythonFloat(item.$float)) } : item,
  )
}

function pythonFloat(text) {
  return text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
}

function attempt(make) {
  try {
    return make()
  } catch (error) {
    if (error instanceof ConfigError) return { error: error.message }
    throw error
  }
}

function here(repository, { config: configName, overrides }) {
  return attempt(() => {
    const { root } = compose({ repository, configName, overrides })
    return { config: tagged(root), resolved: attempt(() => tagged(resolve(root, { context: { now } }))) }
  })
}

function casesOf(repository) {
  const own = repository.sources.filter(({ path }) => path.startsWith('file://'))
  const primaries = repository.options('').filter((name) => own.some((source) => source.isConfig(name)))
  const chosen = new Map()
  for (const configName of primaries) {
    const found = attempt(() => compose({ repository, configName }))
    if (!('error' in found)) chosen.set(configName, new Set(Object.keys(found.choices)))
  }
  const cases = primaries.map((config) => ({ config, overrides: [] }))
  for (const path of optionPaths(repository)) {
    const group = path.slice(0, path.lastIndexOf('/'))
    const choice = `${group}=${quoted(path.slice(group.length + 1))}`
    cases.push({ config: null, overrides: [`+${choice}`] })
    const over = [...chosen].sort(([, a], [, b]) => Number(b.has(group)) - Number(a.has(group)))
    for (const [config, groups] of over.slice(0, PRIMARIES))
      cases.push({ config, overrides: [groups.has(group) ? choice : `+${choice}`] })
  }
  return cases
}

function verdict(ours, theirs) {
  if (ours.error && theirs.error) return 'both refuse'
  if (ours.error) return 'only Hydra composes'
  if (theirs.error) return 'only polyhead composes'
  if (comparable(ours.config) !== comparable(theirs.config)) return 'different'
  const [mine, other] = [ours.resolved, theirs.resolved]
  if (mine.error && other.error) return 'same'
  if (mine.error) return 'only Hydra resolves'
  if (other.error) return 'only polyhead resolves'
  return comparable(mine) === comparable(other) ? 'same' : 'resolved differently'
}

const alike = new Set(['same', 'both refuse'])
const total = new Map()
for (const dir of folders.flatMap((folder) => findTrees(resolvePath(folder)))) {
  const repository = openRepository(dir)
  const cases = casesOf(repository)
  if (cases.length === 0) continue
  const input = JSON.stringify({ dir, cases, now: now.getTime() / 1000 })
  const { status, stdout, stderr } = spawnSync(python, [peer], { input, encoding: 'utf8', maxBuffer: 2 ** 31 - 1 })
  if (status !== 0) throw new Error(`${python} ${peer} failed\n${stderr.trim().split('\n').at(-1)}`)
  const answers = stdout.trim().split('\n')
  const counts = new Map()
  const told = new Map()
  cases.forEach((each, i) => {
    const [ours, theirs] = [here(repository, each), JSON.parse(answers[i])]
    const name = verdict(ours, theirs)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    total.set(name, (total.get(name) ?? 0) + 1)
    if (alike.has(name) && !all) return
    const said = [ours, theirs].map(({ error, resolved }) => (error ?? resolved.error ?? '').split('\n')[0])
    const reasons = [`polyhead: ${said[0]}`, `Hydra: ${said[1]}`].filter((_, k) => said[k] !== '')
    const kind = [name, ...reasons].join('\n    ')
    told.set(kind, [...(told.get(kind) ?? []), [each.config ?? '(none)', ...each.overrides].join(' ')])
  })
  console.log(`${relative('.', dir)}: ${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')}`)
  for (const [kind, which] of told) {
    const more = which.length > SHOWN && !all ? [`… ${which.length - SHOWN} more`] : []
    console.log(`  ${kind}\n      ${[...(all ? which : which.slice(0, SHOWN)), ...more].join('\n      ')}`)
  }
}
console.log(`all: ${[...total].map(([name, count]) => `${count} ${name}`).join(', ')}`)
if ([...total.keys()].some((name) => !alike.has(name))) process.exitCode = 1
