import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'

/**
 * The version of Hydra whose rules hold. Where 1.3 gives values that nobody asked for, 1.4 mended it: by `1.3` they are
 * given, with a warning.
 */
export type VersionBase = '1.3' | '1.4'

export const DEFAULT_VERSION_BASE: VersionBase = '1.3'

export const isVersionBase = (value: unknown): value is VersionBase => value === '1.3' || value === '1.4'

/**
 * The version that a setting chooses.
 * @param setting its name, for the message
 * @throws ConfigError where it is none whose rules are known
 */
export function versionBaseOf(value: unknown, setting: string, source?: Source): VersionBase {
  if (value === undefined) return DEFAULT_VERSION_BASE
  if (isVersionBase(value)) return value
  throw new ConfigError({
    code: 'version-base',
    path: '',
    message: `${setting} must be '1.3' or '1.4', as text: the version of Hydra whose rules hold`,
    source,
  })
}

/**
 * A warning of what 1.3 does, and 1.4 does not.
 * @param mended what 1.4 does instead, such as `takes the last`
 */
export function warnOf13(about: Pick<Diagnostic, 'path' | 'message' | 'source'>, mended: string): Diagnostic {
  const hint = `version_base '1.4' ${mended}: set it in package.json ("polyhead": {"version_base": "1.4"}), or in main()`
  return { code: 'version-base', severity: 'warning', ...about, hint }
}
