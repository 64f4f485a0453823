import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { OverrideSource } from '../../util/source.js'
import { asTyped, type Tries } from '../tried-hints.js'
import type { VersionBase } from '../version-base.js'
import { quoted } from './quote.js'
import type { Range } from './types.js'

/** What every stage of reading one override knows. */
export interface OverrideContext {
  readonly text: string
  readonly origin: string
  /** Seeds `shuffle`. */
  readonly seed: number
  /** By whose rules. */
  readonly versionBase: VersionBase
  /** Told what 1.3 does, and 1.4 does not. */
  readonly warn?: ((warning: Diagnostic) => void) | undefined
  /** Tells which hints work; without it none are given. */
  readonly tries?: Tries | undefined
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
    hint,
  })
}

/**
 * The override with its value quoted: `key="a=b"`, or `key='a=b'` on Windows, whose shells take double quotes for
 * themselves.
 */
export function withQuotedValue(text: string, platform: NodeJS.Platform = process.platform): string {
  const equal = text.indexOf('=') + 1
  return text.slice(0, equal) + quoted(text.slice(equal).trim(), platform === 'win32' ? "'" : '"')
}

/** For a value that was meant as text: how to write it so that it is read as such, if there is a way. */
export function quoteHint(context: OverrideContext): string | undefined {
  const plain = context.text.replace(/(?<!\\)\$\{/g, '\\${')
  // Of a key that is not there, the value alone does not help.
  const added = /^[+~]/.test(context.text) ? [] : [context.text, plain].map((text) => `+${text}`)
  const found = [context.text, plain, ...added]
    .map((text) => withQuotedValue(text))
    .find((text) => context.tries?.([text], { instead: context.text }))
  return found && `if the value is text, quote it: ${asTyped(found)}`
}
