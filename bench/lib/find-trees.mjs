// Finds config trees in a folder of projects, and what there is to compose in each.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const usual = /^(?:conf|configs?|cfgs?)$/
const skipped = /^(?:\.|node_modules$|__pycache__$)/

function entriesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !skipped.test(name))
}

const isYaml = (entry) => entry.isFile() && entry.name.endsWith('.yaml')

function holdsYaml(folder) {
  const entries = entriesOf(folder)
  return entries.some(isYaml) || entries.some((each) => each.isDirectory() && holdsYaml(join(folder, each.name)))
}

/**
 * The topmost folders that look like a search path's: named as usual and holding YAML, or with a config that has a
 * defaults list.
 */
export function findTrees(folder) {
  const entries = entriesOf(folder)
  const isTree =
    (usual.test(folder.split('/').at(-1)) && holdsYaml(folder)) ||
    entries.some((each) => isYaml(each) && /^defaults:/m.test(readFileSync(join(folder, each.name), 'utf8')))
  if (isTree) return [folder]
  return entries.filter((each) => each.isDirectory()).flatMap((each) => findTrees(join(folder, each.name)))
}

/** Every option below a group, as `group/option`. */
export function optionPaths(repository, group = '') {
  return repository.groups(group).flatMap((name) => {
    if (group === '' && name === 'hydra') return ownHydraOptions(repository)
    const path = group === '' ? name : `${group}/${name}`
    return [...repository.options(path).map((option) => `${path}/${option}`), ...optionPaths(repository, path)]
  })
}

function ownHydraOptions(repository, group = 'hydra') {
  const own = repository.sources.filter(({ path }) => path.startsWith('file://'))
  return [...new Set(own.flatMap((source) => source.list(group).configs))].map((name) => `${group}/${name}`)
}

/** @returns a name as the override grammar reads it */
export const quoted = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`)
