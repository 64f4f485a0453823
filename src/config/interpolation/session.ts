import { ConfigError, type Diagnostic, type DiagnosticCode } from '../../util/diagnostic.js'
import { isSecretVariable } from '../../util/secret-name.js'
import type { ScalarNode } from '../node.js'
import { type Place, pathOf, rootPlace } from '../place.js'
import type { ResolveContext, ResolveOptions, ResolverRegistry } from '../resolvers/registry.js'
import type { ResolverTree } from './ast.js'
import { placed } from './check.js'

/** Interpolations that lead to one another. */
const LONGEST_CHAIN = 100
/** Interpolations evaluated for one tree. */
const MOST_STEPS = 1_000_000
/** Characters of a string that interpolations build. */
const LONGEST_STRING = 10_000_000

/** Code of the error of an interpolation that leads to `???`. */
export const TO_MISSING = 'interpolation-to-missing'

/** Calls a resolver by its name. Handed in, since resolvers evaluate interpolations themselves. */
export type CallResolver = (frame: Frame, tree: ResolverTree, name: string, args: readonly Place[]) => Place

/** What evaluating a tree of the grammar needs: where it stands, and which values are being resolved. */
export interface Frame {
  readonly session: Session
  /** The interpolation that is evaluated. */
  readonly place: Place
  /** What relative paths start from. */
  readonly parent: Place
  /** Places whose values are being resolved: coming back to one would never end. */
  readonly memo: Set<Place>
}

/** What resolving one tree remembers. */
export interface Session {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly registry: ResolverRegistry | undefined
  readonly callResolver: CallResolver
  readonly context: ResolveContext
  /** The place of `context.config`: one, so that its values are known once they are resolved. */
  readonly wholeConfig: Place | undefined
  readonly warn: (warning: Diagnostic) => void
  readonly keepMissing: boolean
  readonly quiet: boolean
  /** Values of interpolations that will not change. */
  readonly values: Map<Place, Place>
  /** Results of cached resolvers, by name and arguments as written. */
  readonly cache: Map<string, { place: Place; reads: ReadonlySet<string> }>
  /** Names of environment variables read so far by the interpolation at work. */
  envReads: Set<string>
  /** Errors of which is known that they may be shown. */
  readonly judged: WeakSet<ConfigError>
  /** Calls of resolvers whose next answer may differ. */
  volatileCalls: number
  depth: number
  steps: number
}

export function newSession(options: ResolveOptions, callResolver: CallResolver): Session {
  return {
    env: options.env ?? process.env,
    registry: options.resolvers,
    callResolver,
    context: options.context ?? {},
    wholeConfig: options.context?.config && rootPlace(options.context.config),
    warn: options.warn ?? (() => {}),
    keepMissing: options.keepMissing === true,
    quiet: options.quiet === true,
    values: new Map(),
    cache: new Map(),
    envReads: new Set(),
    judged: new WeakSet(),
    volatileCalls: 0,
    depth: 0,
    steps: 0,
  }
}

/** Does something, and tells which environment variables were read meanwhile. */
export function withReads<T>(session: Session, action: () => T): { value: T; reads: ReadonlySet<string> } {
  const outer = session.envReads
  const reads = new Set<string>()
  session.envReads = reads
  try {
    return { value: action(), reads }
  } finally {
    for (const name of reads) outer.add(name)
    session.envReads = outer
  }
}

/**
 * Does something, and hides the message of its error if a secret was read for it: the new error names the interpolation
 * alone. The innermost action decides, because an outer one may have read other secrets.
 */
export function keepingSecrets<T>(session: Session, place: Place, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError) || session.judged.has(error)) throw error
    const secret = [...session.envReads].find((name) => isSecretVariable(name, session.env[name] ?? ''))
    const shown = secret === undefined ? error : unsaid(place, secret, error.diagnostics[0]?.code)
    session.judged.add(shown)
    throw shown
  }
}

function unsaid(place: Place, variable: string, code: Diagnostic['code'] | undefined): ConfigError {
  const message = `what is made of the secret '${variable}' here cannot be used, and the reason would show it`
  const diagnostic = placed(place.node as ScalarNode, pathOf(place), message, wholeOf(place))
  return new ConfigError({ ...diagnostic, code: code ?? diagnostic.code })
}

function wholeOf({ node }: Place): { start: number; end: number } {
  return { start: 0, end: node.kind === 'interpolation' ? node.value.length : 0 }
}

/** Raises an error at the interpolation of `place`, under `range` of its text. */
export function failAt(
  place: Place,
  range: { start: number; end: number } | undefined,
  message: string,
  hint?: string,
  { cause, ...more }: Partial<Pick<Diagnostic, 'code' | 'fix'>> & { cause?: unknown } = {},
): never {
  const node = place.node as ScalarNode
  const diagnostic = { ...placed(node, pathOf(place), message, range ?? wholeOf(place), hint), ...more }
  throw new ConfigError(diagnostic, cause === undefined ? undefined : { cause })
}

/** Warns of the interpolation of `place`, at `range` of its text. */
export function warnAt(
  { session, place }: Frame,
  range: { start: number; end: number },
  about: { code: DiagnosticCode; message: string; hint?: string },
): void {
  const found = placed(place.node as ScalarNode, pathOf(place), about.message, range, about.hint)
  session.warn({ ...found, code: about.code, severity: 'warning' })
}

/** Counts one interpolation, and refuses what would not end. */
export function enterInterpolation(session: Session, place: Place): void {
  if (++session.depth > LONGEST_CHAIN)
    failAt(place, undefined, `interpolations lead to one another more than ${LONGEST_CHAIN} deep`)
  if (++session.steps > MOST_STEPS) failAt(place, undefined, `more than ${MOST_STEPS} interpolations for one config`)
}

export function checkLength(place: Place, text: string): string {
  if (text.length > LONGEST_STRING) failAt(place, undefined, `this becomes longer than ${LONGEST_STRING} characters`)
  return text
}
