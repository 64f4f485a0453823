// Composition: the config, what it resolves to, the final defaults list and the choices, in the vectors' tagged form.
import { ConfigError, compose as composeConfig, openRepository, resolve } from '../../../dist/config.js'
import { tagNode } from '../tags.mjs'

const environment = { HOME: '/home/vec', USER: 'vec', VEC_A: 'alpha', VEC_NUM: '12', VEC_DATASET: 'photos' }

/** The hydra node's own configs, which the vectors leave out. */
const isOurs = ({ path, parent }) =>
  path === 'hydra/config' || (parent === 'hydra/config' && /^hydra\/[^/]+\/(default|basic)$/.test(path))

function resolved(root, env) {
  try {
    return tagNode(resolve(root, { env }))
  } catch (error) {
    if (error instanceof ConfigError) return { error: true, message: error.message }
    throw error
  }
}

export function compose({ config_name: configName, overrides, subdir, run_mode: mode }, directory) {
  const repository = openRepository([subdir ? `${directory}/${subdir}` : directory])
  const config = composeConfig({
    repository,
    configName,
    overrides,
    mode: mode === 'MULTIRUN' ? 'multirun' : 'run',
    env: environment,
  })
  return {
    config: tagNode(config.root),
    resolved: resolved(config.root, environment),
    defaults_list: config.parts.list.filter((item) => !isOurs(item)).map((item) => [item.path, item.package]),
    choices: Object.fromEntries(Object.entries(config.choices).filter(([key]) => !key.startsWith('hydra/'))),
    override_dirname: config.hydra.entries.get('job').entries.get('override_dirname').value,
  }
}
