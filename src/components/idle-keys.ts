import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { toPlain } from '../config/plain.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Warns of keys that are taken for the sake of configs written elsewhere. @param idle why each does nothing here */
export function idleKeys(idle: Readonly<Record<string, string>>): (node: Node, path: string) => Diagnostic[] {
  return (node, path) =>
    Object.entries(idle).flatMap(([key, why]): Diagnostic[] => {
      const value = entryAt(node, key)
      if (value === undefined || [null, false, 0].includes(toPlain(value) as null)) return []
      const at = `${path}.${key}`
      const message = `${at} has no effect: ${why}`
      return [{ code: 'no-effect', severity: 'warning', path: at, message, source: value.keySource ?? value.source }]
    })
}
