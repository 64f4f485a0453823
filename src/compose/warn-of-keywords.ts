import { shortList } from '../util/short-list.js'
import type { ConfigFile } from './config-file.js'
import type { ResultDefault } from './defaults-list.js'
import type { HeaderLine } from './package-header.js'
import type { Warnings } from './warnings.js'

/** Files that a message names beside the first. */
const SHOWN = 5

/**
 * Headers by Hydra 1.0's keywords, which put values under a key of that name since 1.2: told once, for trees of that
 * time have them in all files.
 */
export function warnOfKeywords(
  list: readonly ResultDefault[],
  load: (path: string) => ConfigFile | undefined,
  warnings: Warnings,
): void {
  const found = new Map<string, { item: ResultDefault; header: HeaderLine }>()
  for (const item of list) {
    const config = load(item.path)
    // An entry's own package wins over the header.
    if (config?.keywordHeader && config.package && item.package === config.package.replace(/^_global_\./, '')) {
      found.set(config.file, { item, header: config.keywordHeader })
    }
  }
  const [first, ...others] = [...found]
  if (!first) return
  const [, { item, header }] = first
  const group = item.path.split('/').slice(0, -1).join('.')
  const stoodFor: Record<string, string> = { _group_: group, _name_: item.path.split('/').at(-1) as string }
  const meant = item.package
    .split('.')
    .map((part) => stoodFor[part] ?? part)
    .join('.')
  const message = `'${header.text}' puts values under the key '${item.package}': Hydra has no such keyword since 1.2`
  warnings.add({
    code: 'package-header',
    severity: 'warning',
    path: '',
    message,
    source: header.source,
    hint:
      meant === group
        ? `leave it out: values go to '${group}' by themselves`
        : `write '# @package ${meant || '_global_'}'`,
    ...(others.length > 0 && {
      notes: [
        `so it is in ${shortList(
          others.map(([file]) => file),
          SHOWN,
        )}`,
      ],
    }),
  })
}
