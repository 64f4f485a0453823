import { isOfClarena } from '../../dialects/clarena/read-as.js'
import type { ForeignNames } from '../../inspect/check-parts.js'
import { withoutWanting } from '../../inspect/lacking.js'
import type { PythonPlace } from '../../inspect/python/read-dataclass.js'
import type { Stubs } from '../../inspect/python/stubs.js'
import type { Survey } from '../../inspect/survey.js'
import type { SurveyedTarget } from '../../inspect/surveyed-names.js'
import { counted } from '../../util/counted.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { renderDiagnostics } from '../../util/render-diagnostics.js'
import { shellWord } from '../../util/shell-word.js'
import { outputColumns } from '../../util/terminal.js'

/** Of many configs, these are named on a terminal. What is piped is whole. */
const SHOWN = { places: 2, likewise: 12 }

function someOf(names: readonly string[], most: number): string {
  if (outputColumns() === undefined || names.length <= most) return names.join(', ')
  return `${names.slice(0, most).join(', ')}, … (${names.length} in all)`
}

/**
 * What a tree of configs written for Hydra is made of, and what is left to do.
 * @param dir the tree, as its user names it
 */
export function surveyText(survey: Survey, dir: string): string {
  const { composed, toGive, failed, elsewhere, waiting, unresolved, targets, groups, plugins, resolvers, variables } =
    survey
  const foundElsewhere = elsewhere.reduce((sum, { paths }) => sum + paths.length, 0)
  const count = composed.length + failed.length + foundElsewhere + waiting.length
  const sections = [`${composed.length} of ${count} configs of ${dir} compose`]
  const over = composed.filter((each) => each.over !== null)
  if (over.length > 0) {
    const primaries = [...new Set(over.map((each) => each.over))]
    const lines = primaries.map((primary) => {
      const those = over.filter((each) => each.over === primary)
      return `  ${counted(those.length, 'option')} over ${primary}, such as ${those[0]?.path}`
    })
    sections.push(['that need a primary config beneath them:', ...lines].join('\n'))
  }
  if (toGive.length > 0) {
    const lines = toGive.map(({ path, overrides }) => `  ${path}, such as by ${overrides.map(shellWord).join(' ')}`)
    sections.push(['that leave an option open (`???`), which must be given:', ...lines].join('\n'))
  }
  if (elsewhere.length > 0) {
    const lines = elsewhere.map(
      ({ override, paths }) => `  ${counted(paths.length, 'config')} by ${shellWord(override)}, such as ${paths[0]}`,
    )
    sections.push(['that need what another folder of the project has:', ...lines].join('\n'))
  }
  if (waiting.length > 0) {
    const lines = waiting.map((path) => `  ${path}`)
    sections.push(['that need a resolver or an environment variable of those below:', ...lines].join('\n'))
  }
  for (const same of byReason(failed)) {
    const [{ path, diagnostics }, ...others] = same as [Failed, ...Failed[]]
    const also = others.map((each) => each.path)
    const who = also.length === 0 ? `${path} does not` : `${path} and ${counted(also.length, 'other')} do not`
    const names = also.length === 0 ? '' : `\nlikewise: ${someOf(also, SHOWN.likewise)}`
    sections.push(`${who}:\n${renderDiagnostics(diagnostics)}${names}`)
  }
  if (unresolved.length > 0) {
    sections.push(`interpolations that do not resolve:\n${fewOfEachFile(unresolved)}`)
  }
  sections.push(...namesTables({ targets, groups }))
  if (targets.some(({ target }) => isOfClarena(target))) sections.push(CLARENA)
  if (plugins.length > 0) {
    const rows = plugins.map(({ group, option, state }) => [`${group}: ${option}`, said[state]])
    sections.push(table("options of Hydra's own groups:", rows))
  }
  if (resolvers.length > 0) {
    const rows = resolvers.map(({ name, count, by }) => [name, times(count), brought(by)])
    sections.push(table('resolvers needed that are not built in:', rows))
  }
  if (variables.length > 0) {
    const rows = variables.map((each) => [each.name, times(each.count), each.isSet ? 'is set' : whereNamed(each)])
    sections.push(table('environment variables needed, which have no default:', rows))
  }
  return [...sections, ...left(survey)].join('\n\n')
}

/** A config that is made for another place has many, and the first say why. `--json` has all. */
const MOST_OF_A_FILE = 3

function fewOfEachFile(diagnostics: readonly Diagnostic[]): string {
  const files = new Map<string, Diagnostic[]>()
  for (const each of diagnostics) {
    const file = each.source?.kind === 'file' ? each.source.file : ''
    files.set(file, [...(files.get(file) ?? []), each])
  }
  const parts = [...files.values()].flatMap((those) => {
    const left = those.length - MOST_OF_A_FILE
    const shown = renderDiagnostics(those.slice(0, MOST_OF_A_FILE))
    return left > 0 ? [shown, `… and ${left} more in this file`] : [shown]
  })
  return parts.join('\n\n')
}

type Failed = Survey['failed'][number]

/** Configs that lack the same, together: one that is missing is wanted by many. */
function byReason(failed: readonly Failed[]): Failed[][] {
  const reasons = new Map<string, Failed[]>()
  for (const each of failed) {
    const texts = each.diagnostics.map(({ code, message }) => `${code} ${withoutWanting(message)}`)
    const reason = texts.join('\n')
    reasons.set(reason, [...(reasons.get(reason) ?? []), each])
  }
  return [...reasons.values()]
}

/** What Python code registers that the tree has no file of, and what of it could not be read. */
export function stubsText({ written, unread }: Stubs): string[] {
  const at = ({ file, line }: PythonPlace) => `${file}, line ${line}`
  const configs = written.map(({ path, place }) => [path, `${place.what}, in ${at(place)}`])
  const places = unread.map((place) => [at(place), place.what])
  return [
    ...(configs.length > 0
      ? [table('configs that Python code registers, files in a project made of the tree:', configs)]
      : []),
    ...(places.length > 0 ? [table('Python code that could not be read, and has a look from you:', places)] : []),
  ]
}

/** A tree's first commands, one a line. @param words what they begin with */
export function commandsText({ commands }: Survey, ...words: string[]): string {
  return ['next:', ...commands.map((more) => `  ${[...words, ...more].map(shellWord).join(' ')}`)].join('\n')
}

/** What `check` says of a tree that is written for another program. */
export function foreignText(names: ForeignNames): string {
  return ['the tree is written for another program: its keys are not judged', ...namesTables(names)].join('\n\n')
}

function namesTables({ targets, groups }: ForeignNames): string[] {
  const tables: string[] = []
  const known = targets.filter(({ known }) => known !== undefined)
  if (known.length > 0) tables.push(table('components that polyhead has:', known.map(knownRow)))
  const unknown = targets.filter(({ known }) => known === undefined)
  if (unknown.length > 0) tables.push(table('components that are yours to bring, as a plugin:', unknown.map(row)))
  if (groups.length > 0) {
    const rows = groups.map(({ group, own }) => [group, group === own ? 'the same' : own])
    tables.push(table("groups, and polyhead's names for them:", rows))
  }
  return tables
}

/** See docs/from-clarena.md. */
const CLARENA =
  "CLArena's pipelines of jointly and of singly learned tasks run from the tree as it is: it needs no project"

const said = {
  runs: 'runs',
  composes: 'composes; a run that needs it is refused',
  unknown: 'is not there',
} as const

function brought(by: 'math' | 'plugin' | undefined): string {
  if (by === 'plugin') return 'is there'
  return by === 'math'
    ? 'in the pack math: "polyhead": {"resolvers": ["math"]} in package.json'
    : 'a plugin must bring it'
}

const knownRow = (each: SurveyedTarget): string[] => [
  each.target,
  times(each.count),
  each.target === each.known ? '' : `is ${each.known}`,
]

function row({ target, count, configs, near, nearest }: SurveyedTarget): string[] {
  const meant = nearest ? ` (nearest is ${nearest})` : near ? ` (perhaps ${near})` : ''
  return [target, times(count), `${whereNamed({ configs })}${meant}`]
}

const whereNamed = ({ configs }: { configs: readonly string[] }): string => `in ${someOf(configs, SHOWN.places)}`

const times = (count: number): string => `${count}×`

/** Columns as wide as what they hold. */
function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => (cells[i] ?? '').length)))
  const lines = rows.map((cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
  return [title, ...lines].join('\n')
}

function left({ failed, elsewhere, unresolved, targets, resolvers, variables }: Survey): string[] {
  const unknown = targets.filter(({ known }) => known === undefined).length
  const lacking = resolvers.filter(({ by }) => by === undefined).length
  const unset = variables.filter(({ isSet }) => !isSet).length
  const lines = [
    ...(unresolved.length > 0 ? [`mend ${counted(unresolved.length, 'interpolation')}`] : []),
    ...(elsewhere.length > 0
      ? ['put the other folders on the search path: `hydra.searchpath` of a primary config']
      : []),
    ...(failed.length > 0 ? [`mend the ${failed.length} that do not compose`] : []),
    ...(unknown > 0 ? [`write a plugin for ${counted(unknown, 'component')}, or name others`] : []),
    ...(lacking > 0 ? [`write a plugin for ${counted(lacking, 'resolver')}`] : []),
    ...(unset > 0 ? [`set ${counted(unset, 'environment variable')}`] : []),
  ]
  return lines.length > 0 ? [['what is left to do:', ...lines.map((line) => `  - ${line}`)].join('\n')] : []
}
