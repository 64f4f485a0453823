import { ConfigError } from '../../util/diagnostic.js'
import type { OverrideSource } from '../../util/source.js'
import { quoted } from './quote.js'
import type { Range } from './types.js'

/** What every stage of reading one override knows. */
export interface OverrideContext {
  readonly text: string
  readonly origin: string
  /** Seeds `shuffle`. */
  readonly seed: number
}

/** The place of a part of an override. */
export function sourceOf(context: OverrideContext, range: Range): OverrideSource {
  return { kind: 'override', text: context.text, range, origin: context.origin }
}

/** A ConfigError at a place of an override. */
export function overrideError(context: OverrideContext, range: Range, message: string, hint?: string): ConfigError {
  return new ConfigError({
    code: 'override',
    path: '',
    message,
    source: sourceOf(context, range),
    ...(hint === undefined ? {} : { hint }),
  })
}

/** The whole override with its value quoted, as one types it into a shell: `'key="a=b"'`, or `"key='a=b'"` on Windows. */
export function quotedForShell(text: string, platform: NodeJS.Platform = process.platform): string {
  const equal = text.indexOf('=')
  const key = text.slice(0, equal + 1)
  const value = text.slice(equal + 1).trim()
  if (platform === 'win32') return `"${key}${quoted(value, "'")}"`
  return `'${(key + quoted(value, '"')).replace(/'/g, "'\\''")}'`
}
