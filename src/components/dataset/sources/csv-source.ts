import { type CsvNumbers, CsvTable } from '../../../formats/csv-table.js'
import { type FileContent, readContent } from '../../../formats/read-file.js'
import type { DataSource } from '../source.js'
import { checkExpected } from './check-expected.js'
import { type ColumnName, findLabels } from './csv-columns.js'
import { makeCsvSource, type OpenCsv } from './csv-task.js'
import { resolveFile } from './resolve-file.js'
import type { SourceOptions, SourceParams } from './source-params.js'
import { missingKey } from './source-params.js'
import { traced } from './traced.js'

/** One task's table as the config asks for it. */
export interface CsvRequest {
  params: SourceParams
  options: SourceOptions
  /** Who asks, in messages: `task 2`. */
  owner: string
}

/** A request whose files have been read. */
type OpenRequest = CsvRequest & OpenCsv

/**
 * CSV files (gzip or not): one sample a row, its class in one column.
 * @throws ConfigError where a file is missing or damaged, a column is missing or unknown, or a field is no number or no
 *   class.
 */
export async function loadCsvSource(params: SourceParams, options: SourceOptions): Promise<DataSource> {
  const [source] = await loadCsvSources([{ params, options, owner: 'the task' }])
  return source as DataSource
}

/**
 * Several tasks' tables. Where they are one table, the label of a task is a feature of none, and the values are read
 * once.
 */
export async function loadCsvSources(requests: readonly CsvRequest[]): Promise<DataSource[]> {
  const contents = new Map<string, FileContent>()
  const opened: OpenRequest[] = []
  for (const request of requests) opened.push(await open(request, contents))
  const known = new Map<string, CsvNumbers>()
  const sources: DataSource[] = []
  for (const request of opened) sources.push(await makeCsvSource(request, otherLabels(request, opened), known))
  return sources
}

async function open(request: CsvRequest, contents: Map<string, FileContent>): Promise<OpenRequest> {
  const { params, options } = request
  const { file, test_file: testFile, label_column: given = -1, delimiter } = params
  const wanted = Array.isArray(given) ? (given as readonly ColumnName[]) : [given as ColumnName]
  const { at } = options
  if (!file) throw missingKey('csv', 'file', 'the table of samples', options)
  const read = async (name: string) => {
    const path = resolveFile(name, options.root)
    const content = contents.get(path) ?? (await readContent(path))
    contents.set(path, content)
    return content
  }
  const path = resolveFile(file, options.root)
  const content = await traced(`${at}.file`, () => read(file))
  const testContent = testFile ? await traced(`${at}.test_file`, () => read(testFile)) : undefined
  const { sha256 } = params
  if (sha256) await traced(`${at}.sha256`, () => checkExpected(path, content.sha256, sha256))
  // A label with a name has a header in which to find it.
  const named = wanted.some((column) => typeof column === 'string')
  const header = named && params.header !== false ? true : params.header
  const hints = typeof wanted[0] === 'number' ? { labelColumn: wanted[0] } : {}
  const table = await traced(
    `${at}.file`,
    () => new CsvTable(content.bytes, { file: path, delimiter, header, ...hints }),
  )
  const labels = await traced(options.labelAt ?? `${at}.label_column`, () => findLabels(table, wanted))
  return { ...request, content, testContent, table, labels }
}

/** Labels of the others in the same table, by their place in this request's. */
function otherLabels(request: OpenRequest, all: readonly OpenRequest[]): Map<number, string> {
  const found = new Map<number, string>()
  const { header, columns } = request.table
  for (const other of all) {
    if (!isSameTable(request, other)) continue
    for (const label of other.labels) {
      const name = other.table.header?.[label]
      const place = header && name !== undefined ? header.indexOf(name) : label
      if (place < 0 || place >= columns || request.labels.includes(place)) continue
      found.set(place, `the label of ${other.owner}`)
    }
  }
  return found
}

/** Two requests are of one table where they read a file with the same content, or their columns have the same names. */
function isSameTable(one: OpenRequest, other: OpenRequest): boolean {
  const others = [other.content, other.testContent]
  const shared = [one.content, one.testContent].some((a) =>
    others.some((b) => a && b && Buffer.compare(a.bytes, b.bytes) === 0),
  )
  return shared || haveSameNames(one.table.header, other.table.header)
}

function haveSameNames(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return one !== null && other !== null && [...one].sort().join('\0') === [...other].sort().join('\0')
}
