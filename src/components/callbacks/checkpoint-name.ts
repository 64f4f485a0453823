import { formatNumber, isNumberFormat } from '../../util/format-number.js'
import { formatFloat } from '../../util/python-number.js'

/** `{epoch:02d}`: a name, and how its number is written. */
const FIELD = /\{([^{}:]*)(?::([^{}]*))?\}/g

/** Lightning's own, where none is given. */
const DEFAULT = '{epoch}-{step}'

/** Epoch and step, and every logged metric by its name. */
export interface NamedValues {
  epoch: number
  step: number
  metrics: ReadonlyMap<string, number>
}

/** Why a template gives no names of files; undefined: it does. */
export function templateFault(template: string): string | undefined {
  const bare = template.replaceAll(FIELD, '')
  if (/[{}]/.test(bare)) return 'has a brace without its other one'
  if (template.includes('\0')) return 'holds a null character'
  if (/^[\\/]/.test(template) || template.split(/[\\/]/).some((part) => part === '..')) return 'leads out of its folder'
  for (const [field, name = '', spec = ''] of template.matchAll(FIELD)) {
    if (name.trim() === '') return `names nothing in '${field}'`
    if (!isNumberFormat(spec)) return `has a format that is none of numbers in '${field}'`
    if (spec.endsWith('d') && name !== 'epoch' && name !== 'step') return `writes a metric as an int in '${field}'`
  }
  return undefined
}

/** The names in a template beside epoch and step. */
export function templateNames(template: string): string[] {
  const names = [...template.matchAll(FIELD)].map(([, name = '']) => name)
  return names.filter((name) => name !== 'epoch' && name !== 'step')
}

/** Whether the names that a template gives hold folders: a metric's slash counts only where its name is inserted. */
export function namesFolders(template: string, insertNames: boolean): boolean {
  return /[\\/]/.test(insertNames ? template : template.replaceAll(FIELD, ''))
}

/**
 * The name of a checkpoint's file, without its ending, as Lightning's ModelCheckpoint makes it.
 * @param template null: epoch and step
 * @param insertNames `{epoch}` gives `epoch=3` instead of `3`
 */
export function checkpointName(template: string | null, values: NamedValues, insertNames: boolean): string {
  return (template || DEFAULT).replaceAll(FIELD, (_, name: string, spec = '') => {
    const number = shown(name, spec, values)
    return insertNames ? `${name}=${number}` : number
  })
}

/** A metric that is not logged is 0, as in Lightning; the others are float32, as torch's tensors. */
function shown(name: string, spec: string, { epoch, step, metrics }: NamedValues): string {
  const own = name === 'epoch' ? epoch : name === 'step' ? step : undefined
  const metric = metrics.get(name)
  if (own !== undefined || metric === undefined) return formatNumber(own ?? 0, spec, String(own ?? 0))
  const value = Math.fround(metric)
  return formatNumber(value, spec, formatFloat(value))
}
