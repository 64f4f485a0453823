import { MergeMismatch } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
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
  if (!(error instanceof MergeMismatch)) return error
  const [found] = error.diagnostics as [Diagnostic]
  if (found.source) return error
  const { path } = found
  const by = list.findLast((item) => item.source && (item.package === path || item.package.startsWith(`${path}.`)))
  if (!by) return error
  const target = entryAt(load(by.path)?.content, '_target_')
  const instead = by.source?.kind === 'override' ? by.source.text : undefined
  const added = target?.kind === 'string' ? `${path}=append({_target_: ${target.value}})` : undefined
  const isList = error.into === 'list' && added !== undefined && instead !== undefined
  const ways = isList ? [{ overrides: [added], hint: `to add it to the list, use ${asTyped(added)}` }] : []
  return new ConfigError({ ...found, source: by.source, ...hintsThatWork(ways, tries, { instead }) }, { cause: error })
}
