import { find, joinPath, type MapNode, type Node, parsePythonInt, splitKey } from '../config/index.js'

/** What is at a dotted path; undefined where nothing is, or what cannot be resolved. */
export function tryRead(root: MapNode, path: string): Node | undefined {
  try {
    return path === '' ? root : find(root, path)?.node
  } catch {
    // What cannot be resolved holds no keys to suggest.
    return undefined
  }
}

/** The key of an override as messages have it: an index of a list in brackets. */
export function shownKey(root: MapNode, key: string): string {
  const keys = splitKey(key)
  let path = ''
  for (const [depth, name] of keys.entries()) {
    const isList = tryRead(root, keys.slice(0, depth).join('.'))?.kind === 'list'
    const index = isList ? parsePythonInt(name) : undefined
    path = joinPath(path, index === undefined ? name : Number(index))
  }
  return path
}
