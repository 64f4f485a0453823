import type { Diagnostic } from '../util/diagnostic.js'

/** Codes of what a config wants and nothing has. */
const LACKING: ReadonlySet<string> = new Set(['config-not-found', 'unknown-option'])

export const isLack = ({ code }: Diagnostic): boolean => LACKING.has(code)

/** A message without the config that wants what is missing: others may want the same. */
export function withoutWanting(message: string): string {
  return message.replace(/ \(wanted by '[^']*'\)/, '')
}

/** For reading: what several files lack is told of the first, with the places of the others. */
export function lackingOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const lacks = new Map<string | Diagnostic, [Diagnostic, ...Diagnostic[]]>()
  for (const each of diagnostics) {
    const lack = isLack(each) ? `${each.code} ${withoutWanting(each.message)}` : each
    const known = lacks.get(lack)
    if (known) known.push(each)
    else lacks.set(lack, [each])
  }
  return [...lacks.values()].map(([first, ...others]) => {
    const places = others.flatMap(({ source }) =>
      source?.kind === 'file' ? `${source.file}:${source.line}:${source.column}` : [],
    )
    return places.length === 0 ? first : { ...first, notes: [...(first.notes ?? []), `likewise: ${places.join(', ')}`] }
  })
}
