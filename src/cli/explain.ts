import { compose } from '../compose/index.js'
import { type ExplainedLayer, type ExplainedValue, type Explanation, explain } from '../inspect/explain.js'
import { bindNearly } from '../run/job.js'
import { ConfigError } from '../util/diagnostic.js'
import { describeSource, type Source } from '../util/source.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead explain KEY… [overrides]`: where a value comes from, what else it might have been, and what it may be. */
export async function explainCommand(args: Arguments, app: App): Promise<number> {
  const { flags, operands, overrides } = args
  if (operands.length === 0) {
    throw new ConfigError({
      code: 'usage',
      path: '',
      message: 'explain needs a key of the config, such as optimizer.lr or optimizer',
      hint: 'polyhead explain KEY [overrides]',
    })
  }
  const cwd = process.cwd()
  const { repository, configName } = app.open(flags, cwd)
  const registry = await projectRegistry(flags, cwd)
  const { resolvers } = registry
  const composed = compose({
    repository,
    configName,
    overrides: [...overrides],
    origin: 'command line',
    ...(resolvers && { resolvers }),
  })
  const config = bindNearly(composed, { cwd, now: new Date(), name: app.jobName, env: process.env })
  const explanations = operands.map((key) => explain(config, key, registry))
  process.stdout.write(
    flags.json ? `${JSON.stringify(explanations)}\n` : `${explanations.map(explanationText).join('\n\n')}\n`,
  )
  return EXIT.done
}

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
    return `  ${mark} ${value.padEnd(width)}${placeOf(source)}  ${index === 0 && layers.length === 1 ? '' : why}`.trimEnd()
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
