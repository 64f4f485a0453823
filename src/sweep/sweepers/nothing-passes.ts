import { counted } from '../../util/counted.js'
import { ConfigError } from '../../util/diagnostic.js'

/** A filter that leaves nothing to run is a mistake, whatever the sweeper. @param count of what it has turned down */
export function nothingPasses(count: number, what = 'job'): ConfigError {
  return new ConfigError({
    code: 'nothing-passes',
    path: 'hydra.sweeper.filter',
    message: `hydra.sweeper.filter keeps none of ${counted(count, what)}`,
    hint: 'give values for which it is true, or change it',
  })
}
