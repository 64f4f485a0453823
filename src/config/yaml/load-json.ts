import type { Node } from '../node.js'
import { loadYaml } from './load-yaml.js'

/**
 * Reads JSON as YAML, which it is but for its tabs: so each value has its place for messages.
 * @param file its path, for messages
 */
export function loadJson(text: string, file: string): Node {
  // Strings of JSON hold no tab, so none is lost, and every place stays.
  return loadYaml(text.replaceAll('\t', ' '), { file })
}
