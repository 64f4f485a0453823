import { parseOverride } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'

/** Whether an override can name the group: its grammar has no place for a `2d` or an `a+b`. */
export function isGroupKey(group: string): boolean {
  try {
    parseOverride(`${group}=x`)
    return true
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return false
  }
}

/** An option's name that the override grammar reads as a text. */
export function quotedName(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) && !/^(null|true|false|nan|inf)$/i.test(name)
    ? name
    : `'${name.replaceAll("'", "\\'")}'`
}

/** The parts of a path such as `optimizer/adam`: the group, `''` for a primary config, and the option in it. */
export function splitOption(path: string): [group: string, option: string] {
  const slash = path.lastIndexOf('/')
  return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)]
}
