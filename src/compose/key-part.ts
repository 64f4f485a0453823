import type { OverrideSource } from '../util/source.js'
import type { Override } from './override/index.js'

/**
 * The place of the last of these keys in the key of an override that begins with them: the whole key's where it is
 * written otherwise.
 */
export function keyPart({ text, keySource }: Override, keys: readonly string[]): OverrideSource {
  const part = keys.at(-1) ?? ''
  const start = keySource.range[0] + keys.join('.').length - part.length
  const range = [start, start + part.length] as const
  return text.slice(...range) === part ? { ...keySource, range } : keySource
}
