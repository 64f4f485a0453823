import type { Config } from './config.js'
import { isSelf } from './defaults-entry.js'
import type { DefaultsNode } from './defaults-node.js'
import { configPath, EMPTY_CONFIG, isMissing, optionName, overrideKey, type PlacedDefault } from './placed-default.js'

/** A table of text: columns as wide as their widest cell, a rule under the head. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] as string).length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`
  const rule = `|-${widths.map((width) => '-'.repeat(width)).join('-|-')}-|`
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`
}

/** `--info defaults`: the configs that were merged, in order. */
export function defaultsText(config: Config): string {
  return table(
    ['Config path', 'Package', '_self_', 'Parent'],
    config.parts.list.map((item) => [
      item.path,
      item.package,
      item.isSelf ? 'yes' : 'no',
      item.parent ?? (item.primary ? '' : '<root>'),
    ]),
  )
}

function nodeLabel(d: PlacedDefault): string {
  if (isSelf(d.entry)) return '_self_'
  if (d.entry.kind === 'config') return configPath(d) === EMPTY_CONFIG ? '<empty config>' : configPath(d)
  const name = d.deleted ? `${String(optionName(d))} (left out)` : isMissing(d) ? '???' : (optionName(d) ?? 'null')
  return `${overrideKey(d)}: ${name}`
}

/** `--info defaults-tree`: the defaults lists inside each other. */
export function defaultsTreeText(config: Config): string {
  const lines: string[] = []
  const visit = (node: DefaultsNode, depth: number): void => {
    const indent = '  '.repeat(depth)
    const label = node.default ? nodeLabel(node.default) : '<root>'
    lines.push(`${indent}${label}${node.children ? ':' : ''}`)
    for (const child of node.children ?? []) visit(child, depth + 1)
  }
  visit(config.parts.tree, 0)
  return `${lines.join('\n')}\n`
}

/** `--info searchpath`: the places that configs are looked for in, the first one first. */
export function searchPathText(config: Config): string {
  return table(
    ['Provider', 'Search path'],
    config.parts.sources.map((source) => [
      source.provider,
      source.available() ? source.path : `${source.path} (does not exist)`,
    ]),
  )
}
