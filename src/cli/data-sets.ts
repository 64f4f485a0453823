import { type CatalogEntry, catalog, checkData, type DataStatus, fetchData } from '../components/dataset/catalog.js'
import { dataFolder } from '../components/dataset/data-folder.js'
import { Interrupted } from '../util/interrupted.js'
import { ownCommand } from '../util/own-command.js'
import { shownPath } from '../util/shown-path.js'
import { keepBelow, type StatusLine } from '../util/status-line.js'
import { print, printDiagnostics, printJson, takesEscapes, tell } from '../util/terminal.js'
import { visible } from '../util/visible.js'
import { usageError } from './arguments/usage-error.js'
import { EXIT } from './exit.js'
import { interruptSignal } from './interrupt.js'

/** What `polyhead data` does, and with which data sets. */
export interface DataRequest {
  action: 'list' | 'check' | 'fetch'
  names: readonly string[]
  /** The folder of their files; null: where they are looked for. */
  root: string | null
  json: boolean
}

/**
 * Lists, checks or fetches data sets, and prints how they are.
 * @returns the exit code: 1 where one that was named is not ready
 */
export async function dataSets({ action, names, root, json }: DataRequest): Promise<number> {
  if (action === 'list') {
    if (names.length > 0) throw usageError(`data list takes no names: data check ${names[0]}`)
    const all = await Promise.all(catalog.map(({ name }) => checkData(name, root)))
    if (json) printJson(all.map(asData))
    else print(listing(all))
    return EXIT.done
  }
  if (names.length === 0) {
    throw usageError(`data ${action} needs the name of a data set: ${catalog.map(({ name }) => name).join(', ')}`)
  }
  const found: DataStatus[] = []
  for (const name of names) found.push(await (action === 'check' ? checkData(name, root) : fetched(name, root)))
  if (json) printJson(found.map(asData))
  else for (const [i, each] of found.entries()) account(each, i > 0)
  return found.every(({ status }) => status === 'ready') ? EXIT.done : EXIT.failed
}

/** Fetches with progress on standard error: one line that changes on a terminal, else a line for each step. */
async function fetched(name: string, root: string | null): Promise<DataStatus> {
  const { signal, release } = interruptSignal()
  const progress = takesEscapes(process.stderr) ? new ProgressLine() : undefined
  const report = (line: string) => (progress ? progress.show(line) : tell(`${line}\n`))
  try {
    return await fetchData(name, { report, signal, folder: root ?? undefined })
  } catch (error) {
    if (signal.aborted) throw new Interrupted(`fetching ${name} was interrupted: nothing of it is kept`)
    throw error
  } finally {
    progress?.end()
    release()
  }
}

/** A line of text at the end of a terminal. */
class ProgressLine implements StatusLine {
  #text = ''
  readonly #noLongerBelow = keepBelow(this)

  show(text: string): void {
    this.#text = visible(text).slice(0, (process.stderr.columns ?? 80) - 1)
    this.clear()
    this.draw()
  }

  clear(): void {
    process.stderr.write('\r\u001b[2K')
  }

  draw(): void {
    process.stderr.write(this.#text)
  }

  end(): void {
    this.#noLongerBelow()
    this.clear()
  }
}

function listing(all: readonly DataStatus[]): string {
  const width = Math.max(...catalog.map(({ name }) => name.length))
  const lines = all.map(({ entry, status }) => `${entry.name.padEnd(width)}  ${status.padEnd(7)}  ${entry.title}`)
  const absent = all.filter(({ status }) => status !== 'ready')
  const advice = absent.map(({ entry, status }) =>
    status === 'damaged'
      ? `${entry.name}: ${ownCommand()} data check ${entry.name}`
      : `${entry.name}: ${remedy(entry)}`,
  )
  const looked = `fetched data sets are kept in ${dataFolder()} (POLYHEAD_DATA)`
  return `${[...lines, '', ...advice, looked].join('\n')}\n`
}

/** What to do where a data set is missing. */
function remedy({ name, fetch, origin, instructions }: CatalogEntry): string {
  return fetch ? `${ownCommand()} data fetch ${name} (${origin}), or ${instructions}` : instructions
}

/** All that is known of a data set, after an empty line where another one is above. */
function account({ entry, status, files, diagnostics }: DataStatus, below: boolean): void {
  const head = [`${entry.name}  ${status}`, `  ${entry.title}`, `  licence ${entry.licence}; ${entry.origin}`]
  const found = files.map(({ name, rows, sha256 }) => `  ${shownPath(name)}  ${rows} rows  sha256 ${sha256}`)
  print(`${below ? '\n' : ''}${[...head, ...found].join('\n')}\n`)
  if (diagnostics.length > 0) printDiagnostics(diagnostics)
  if (status === 'missing') print(`to get it: ${remedy(entry)}\n`)
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
