import { basename } from 'node:path'
import { keyText } from '../config/index.js'
import type { Key, Node } from '../config/node.js'
import { runLayout } from '../rundir/layout.js'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { describeSource, type Source } from '../util/source.js'
import type { Purpose } from './purpose.js'

/** Who set each value of a config, by the value's dotted key. */
export type SavedSources = Readonly<Record<string, string>>

/**
 * Who set each value of a config, as `explain` says it: a line of a file, an override, a schema's default. A value of a
 * saved config has who set it in the run that it was saved in.
 * @param mask hides what a text must not say
 * @param before of that run
 */
export function configSources(root: Node, mask = (text: string) => text, before: SavedSources = {}): SavedSources {
  const found: [string, string][] = []
  const walk = (node: Node, path: readonly Key[]) => {
    if (node.kind === 'map' && (node.entries.size > 0 || path.length === 0)) {
      for (const [key, child] of node.entries) walk(child, [...path, key])
    } else if (node.source) {
      const name = path.map((key) => keyText(key)).join('.')
      const earlier = isSaved(node.source) ? sourceIn(before, name) : null
      found.push([name, earlier ?? mask(describeSource(node.source))])
    }
  }
  walk(root, [])
  return Object.fromEntries(found)
}

const SAVED = basename(runLayout('').resolvedConfig)

function isSaved(source: Source): boolean {
  return source.kind === 'file' && basename(source.file) === SAVED
}

/** Of the run whose saved config another goes on with, or has again. */
export function sourcesBefore(purpose: Purpose, dir: string): SavedSources {
  if (purpose.kind === 'resume') return readSources(dir)
  if (purpose.kind === 'reproduce') return readSources(purpose.original)
  return purpose.kind === 'eval' ? readSources(purpose.parent) : {}
}

/** Who set the values of a run; empty where its directory does not say so. */
export function readSources(dir: string): SavedSources {
  try {
    const sources: unknown = JSON.parse(readRunFile(dir, runLayout(dir).configSources, LARGEST.record).toString('utf8'))
    const texts = Object.entries(sources ?? {}).filter(([, source]) => typeof source === 'string')
    return Object.fromEntries(texts) as SavedSources
  } catch {
    // Earlier versions did not keep it.
    return {}
  }
}

/** Who set a value; one within a value that an interpolation stands for has the source of that. */
export function sourceIn(sources: SavedSources, key: string): string | null {
  for (let path = key; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const source = Object.hasOwn(sources, path) ? sources[path] : undefined
    if (source !== undefined) return source
  }
  return null
}
