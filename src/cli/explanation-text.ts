import type { ExplainedLayer, ExplainedValue, Explanation } from '../inspect/explain.js'
import { describeSource, type Source } from '../util/source.js'

/** An explanation as lines of text. */
export function explanationText({ path, choice, values }: Explanation): string {
  const sections: string[] = []
  if (choice) {
    const title = choice.option === null ? `${choice.group}: no option is chosen` : `${choice.group}=${choice.option}`
    sections.push([title, ...layerLines(choice.layers)].join('\n'))
  }
  const [first] = values
  if (values.length === 1 && first?.path === path) sections.push(valueText(first))
  else if (values.length > 0) sections.push(values.map(briefly).join('\n'))
  return sections.join('\n\n')
}

function valueText(value: ExplainedValue): string {
  const { schema, chain } = value
  const lines = [`${value.path} = ${value.value}`]
  if (value.problem) lines.push(`  cannot be resolved: ${value.problem}`)
  if (schema) {
    const fallback = schema.default === undefined ? '' : `, default ${schema.default}`
    lines.push(`  ${schema.expected}${fallback} (${schema.component})`)
    if (schema.description) lines.push(`  ${schema.description}`)
  }
  lines.push(...layerLines(value.layers))
  for (const link of chain) lines.push(`  → ${link.path}: ${link.value}${placeOf(link.source)}`)
  return lines.join('\n')
}

function layerLines(layers: readonly ExplainedLayer[]): string[] {
  const width = Math.min(40, Math.max(0, ...layers.map(({ value }) => value.length)))
  return layers.map(({ value, source, why }, index) => {
    const mark = index === 0 ? '✓' : ' '
    const reason = layers.length === 1 ? '' : why
    return `  ${mark} ${value.padEnd(width)}${placeOf(source)}  ${reason}`.trimEnd()
  })
}

function briefly(value: ExplainedValue): string {
  const [winner] = value.layers
  const more = value.layers.length > 1 ? `  (${value.layers.length - 1} beaten)` : ''
  const written = winner && winner.value !== value.value ? `  ${winner.value}` : ''
  return `${value.path} = ${value.value}${placeOf(winner?.source)}${written}${more}`
}

function placeOf(source: Source | undefined): string {
  if (!source) return ''
  return source.kind === 'file' ? `  ${source.file}:${source.line}` : `  ${describeSource(source)}`
}
