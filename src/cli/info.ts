import { type Config, defaultsText, defaultsTreeText, searchPathText, toYaml } from '../compose/index.js'
import type { Flags } from './arguments/flags.js'
import type { Project } from './project.js'

type Section = Exclude<NonNullable<Flags['info']>, 'all'>

const TITLES: Readonly<Record<Section, string>> = {
  plugins: 'Plugins',
  searchpath: 'Config search path',
  defaults: 'Defaults list',
  'defaults-tree': 'Defaults tree',
  config: 'Config',
}

/** What `--info` prints: one section, or all of them. */
export async function info(what: NonNullable<Flags['info']>, config: Config, project: Project): Promise<string> {
  const texts: Readonly<Record<Section, () => string | Promise<string>>> = {
    plugins: async () => (await project.ownComponents()).map((name) => `${name}\n`).join('') || '(none)\n',
    searchpath: () => searchPathText(config),
    defaults: () => defaultsText(config),
    'defaults-tree': () => defaultsTreeText(config),
    config: () => toYaml(config.root),
  }
  const wanted = what === 'all' ? (Object.keys(TITLES) as Section[]) : [what]
  const sections = wanted.map(
    async (name) => `${TITLES[name]}\n${'='.repeat(TITLES[name].length)}\n${await texts[name]()}`,
  )
  return (await Promise.all(sections)).join('\n')
}
