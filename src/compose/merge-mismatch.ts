import { entryAt } from '../config/key-path.js'
import { ConfigError } from '../util/diagnostic.js'
import type { ConfigFile } from './config-file.js'
import type { ResultDefault } from './defaults-list.js'
import { asTyped, hintsThatWork, type Tries } from './tried-hints.js'

/**
 * Gives configs that do not go together the place of who asked for the last one, and the way to add a component to a
 * list. What is put below a package stands in no file.
 */
export function placedMismatch(
  error: unknown,
  list: readonly ResultDefault[],
  load: (path: string) => ConfigFile | undefined,
  tries: Tries | undefined,
): unknown {
  const [found, ...others] = error instanceof ConfigError ? error.diagnostics : []
  if (found?.code !== 'merge' || found.source || others.length > 0) return error
  const { path, message } = found
  const by = list.findLast((item) => item.source && (item.package === path || item.package.startsWith(`${path}.`)))
  if (!by) return error
  const target = entryAt(load(by.path)?.content, '_target_')
  const instead = by.source?.kind === 'override' ? by.source.text : undefined
  const added = target?.kind === 'string' ? `${path}=append({_target_: ${target.value}})` : undefined
  const isList = message.startsWith(`${path} is a list`) && added !== undefined && instead !== undefined
  const ways = isList ? [{ overrides: [added], hint: `to add it to the list, use ${asTyped(added)}` }] : []
  return new ConfigError({ ...found, source: by.source, ...hintsThatWork(ways, tries, { instead }) }, { cause: error })
}
