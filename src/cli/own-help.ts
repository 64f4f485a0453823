import { type Config, compose, toYaml } from '../compose/index.js'
import type { Node } from '../config/index.js'
import { withoutSecrets } from '../config/secret-node.js'
import { bindNearly, hydraText, type JobFacts } from '../run/job.js'
import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import type { App } from './app.js'
import { flagLines, groupRows } from './help.js'
import type { Project } from './project.js'

/** The page that a config makes of `hydra.help`; undefined where none says anything of it, or the config is broken. */
export async function ownHelp(app: App, project: Project, overrides: readonly string[]): Promise<string | undefined> {
  let config: Config
  try {
    config = await bound(app, project, overrides)
  } catch (error) {
    // Help is for those whose config is broken, too.
    if (error instanceof ConfigError) return undefined
    throw error
  }
  const isOwn = config.hydra.entries.get('help')
  return isOwn && saysMore(isOwn) ? fill(config, 'hydra.help.template', app, project) : undefined
}

/** The page of `--hydra-help`: `hydra.hydra_help`. */
export async function hydraHelp(app: App, project: Project, overrides: readonly string[]): Promise<string> {
  return fill(await bound(app, project, overrides), 'hydra.hydra_help.template', app, project)
}

async function bound(app: App, project: Project, overrides: readonly string[]): Promise<Config> {
  const options = { ...(await project.composition()), overrides, origin: 'command line' }
  return bindNearly(compose(options), factsOf(app, project))
}

function factsOf(app: App, project: Project): JobFacts {
  return { cwd: project.cwd, now: new Date(), name: app.jobName, env: process.env }
}

/** Whether anything in it comes from elsewhere than polyhead's own default. */
function saysMore(node: Node): boolean {
  if (node.kind === 'map') return [...node.entries.values()].some(saysMore)
  return node.source?.kind !== 'runtime'
}

/** A template of Hydra's, which is one of Python's: `$NAME` or `${NAME}` stands for a text, `$$` for `$`. */
function fill(
  config: Config,
  key: 'hydra.help.template' | 'hydra.hydra_help.template',
  app: App,
  project: Project,
): string {
  const template = hydraText(config, key, factsOf(app, project)) ?? ''
  const rows = (whose: 'app' | 'hydra') => groupRows(project.repository, whose).map((row) => `${row.join(': ')}\n`)
  const texts: Readonly<Record<string, () => string>> = {
    FLAGS_HELP: () => flagLines().join('\n'),
    APP_CONFIG_GROUPS: () => rows('app').join(''),
    HYDRA_CONFIG_GROUPS: () => rows('hydra').join(''),
    CONFIG: () => toYaml(project.flags.resolve ? withoutSecrets(config.resolve()) : config.root),
  }
  return template.replace(/\$(?:(\$)|\{?([A-Za-z_]\w*)\}?)/g, (whole, dollar, name) => {
    if (dollar !== undefined) return '$'
    const text = texts[name]
    if (text) return text()
    const known = Object.keys(texts)
    throw new ConfigError({
      code: 'help-template',
      path: key,
      message: `${key} holds '${whole}', which stands for nothing`,
      source: config.source(key),
      hint: didYouMean(name, known) ?? "write '$$' for a '$'",
      notes: [`it may hold $${known.join(', $')}`],
    })
  })
}
