import { relative, resolve } from 'node:path'
import { type CatalogEntry, catalog, checkData, type DataStatus, fetchData } from '../components/dataset/catalog.js'
import { dataFolder } from '../components/dataset/data-folder.js'
import { ConfigError } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { renderDiagnostics } from '../util/render-diagnostics.js'
import { didYouMean } from '../util/suggest.js'
import type { Arguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { EXIT } from './report-error.js'

const USAGE = 'polyhead data [list | check NAME… | fetch NAME…] [--root DIR]'
const ACTIONS = ['list', 'check', 'fetch'] as const

/** `polyhead data [list | check NAME… | fetch NAME…] [--root DIR]`. @returns 1 where a data set that was named is not ready */
export async function dataCommand({ operands, overrides, flags, options }: Arguments): Promise<number> {
  const [action = 'list', ...names] = operands
  const root = options.root === undefined ? null : resolve(process.cwd(), options.root as string)
  refuseMistakes(action, names, overrides)
  if (action === 'list') {
    const all = await Promise.all(catalog.map(({ name }) => checkData(name, root)))
    process.stdout.write(flags.json ? `${JSON.stringify(all.map(asData))}\n` : listing(all))
    return EXIT.done
  }
  const found: DataStatus[] = []
  for (const name of names) found.push(await (action === 'check' ? checkData(name, root) : fetched(name, root)))
  process.stdout.write(flags.json ? `${JSON.stringify(found.map(asData))}\n` : found.map(account).join('\n'))
  return found.every(({ status }) => status === 'ready') ? EXIT.done : EXIT.failed
}

function refuseMistakes(action: string, names: readonly string[], overrides: readonly string[]): void {
  const refuse = (message: string, hint: string = USAGE): never => {
    throw new ConfigError({ code: 'usage', path: '', message, hint })
  }
  if (!(ACTIONS as readonly string[]).includes(action)) {
    refuse(`data knows ${ACTIONS.join(', ')}, not '${action}'`, didYouMean(action, ACTIONS) ?? USAGE)
  }
  if (overrides.length > 0) refuse(`data takes no overrides, such as '${overrides[0]}'`)
  if (action === 'list' && names.length > 0) refuse(`data list takes no names: data check ${names[0]}`)
  if (action !== 'list' && names.length === 0) {
    refuse(`data ${action} needs the name of a data set: ${catalog.map(({ name }) => name).join(', ')}`)
  }
}

/** Fetches with progress on standard error: one line that changes on a terminal, else a line for each step. */
async function fetched(name: string, root: string | null): Promise<DataStatus> {
  const { signal, release } = interruptSignal()
  const terminal = process.stderr.isTTY === true
  const report = (line: string) => {
    const width = process.stderr.columns ?? 80
    process.stderr.write(terminal ? `\r\u001b[K${line.slice(0, width - 1)}` : `${line}\n`)
  }
  try {
    return await fetchData(name, { report, signal, ...(root !== null && { folder: root }) })
  } catch (error) {
    if (signal.aborted) throw new Interrupted(`fetching ${name} was interrupted: nothing of it is kept`)
    throw error
  } finally {
    if (terminal) process.stderr.write('\r\u001b[K')
    release()
  }
}

function listing(all: readonly DataStatus[]): string {
  const width = Math.max(...catalog.map(({ name }) => name.length))
  const lines = all.map(({ entry, status }) => `${entry.name.padEnd(width)}  ${status.padEnd(7)}  ${entry.title}`)
  const absent = all.filter(({ status }) => status !== 'ready')
  const advice = absent.map(({ entry, status }) =>
    status === 'damaged' ? `${entry.name}: polyhead data check ${entry.name}` : `${entry.name}: ${remedy(entry)}`,
  )
  const looked = `fetched data sets are kept in ${dataFolder()} (POLYHEAD_DATA)`
  return `${[...lines, '', ...advice, looked].join('\n')}\n`
}

/** What to do where a data set is missing. */
function remedy({ name, fetch, origin, instructions }: CatalogEntry): string {
  return fetch ? `polyhead data fetch ${name} (${origin}), or ${instructions}` : instructions
}

function account({ entry, status, files, diagnostics }: DataStatus): string {
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR
  const head = [`${entry.name}  ${status}`, `  ${entry.title}`, `  licence ${entry.licence}; ${entry.origin}`]
  const found = files.map(({ name, rows, sha256 }) => `  ${shown(name)}  ${rows} rows  sha256 ${sha256}`)
  const wrong = diagnostics.length > 0 ? [renderDiagnostics(diagnostics, { color })] : []
  const advice = status === 'missing' ? [`to get it: ${remedy(entry)}`] : []
  return `${[...head, ...found, ...wrong, ...advice].join('\n')}\n`
}

function shown(file: string): string {
  const short = relative(process.cwd(), file)
  return short.startsWith('..') || short === '' ? file : short
}

function asData({ entry, status, files, diagnostics }: DataStatus): Record<string, unknown> {
  const { name, title, licence, origin, instructions } = entry
  return {
    name,
    status,
    title,
    licence,
    origin,
    instructions,
    fetchable: entry.fetch !== undefined,
    files,
    diagnostics,
  }
}
