import { type Config, compose } from '../compose/index.js'
import type { Composition } from './compose-jobs.js'
import type { Definition } from './sweep-file.js'

/** Composes the sweep's own config from what it was defined by. */
export function composeMaster(
  composition: Composition,
  { configName, overrides }: Pick<Definition, 'configName' | 'overrides'>,
  env: NodeJS.ProcessEnv,
): Config {
  const { repository, resolvers, warn } = composition
  const origin = 'command line'
  return compose({
    repository,
    configName,
    overrides,
    env,
    warn,
    origin,
    mode: 'multirun',
    ...(resolvers && { resolvers }),
  })
}
