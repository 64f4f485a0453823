import { MergeMismatch } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { ConfigFile } from './config-file.js'
import type { ResultDefault } from './defaults-list.js'
import { asTyped, hintsThatWork, type Tries, type Way } from './tried-hints.js'

/**
 * Gives configs that do not go together the place of who asked for the last one, and a way on: its component is added
 * to the list, or its option is chosen instead. What is put below a package stands in no file.
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
  const [, group = '', option = ''] = /^(.*)\/([^/]+)$/.exec(by.path) ?? []
  const ways: Way[] = []
  if (target?.kind === 'string') {
    const added = `${path}=append({_target_: ${target.value}})`
    if (error.into === 'list') ways.push({ overrides: [added], hint: `to add it to the list, use ${asTyped(added)}` })
  } else if (group !== '') {
    const chosen = `${group}=${option}`
    ways.push({ overrides: [chosen], hint: `to have it instead, use ${asTyped(chosen)}` })
  }
  const advice = instead === undefined ? {} : hintsThatWork(ways, tries, { instead })
  return new ConfigError({ ...found, source: by.source, ...advice }, { cause: error })
}
