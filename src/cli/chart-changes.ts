import { loadYaml, toPlain } from '../config/index.js'
import type { Node } from '../config/node.js'
import type { ChartChanges } from '../report/charts/merge-options.js'
import { CHART_NAMES, type ChartName } from '../report/page-data.js'
import { ConfigError } from '../util/diagnostic.js'
import { readRegular } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import { didYouMean } from '../util/suggest.js'

/** Bytes. */
const LARGEST = 2 ** 20

const names: readonly string[] = CHART_NAMES

/**
 * A user's options of charts, by the charts' names.
 * @param path of a YAML file
 * @throws ConfigError where it cannot be read, or names a chart that is not there
 */
export function readChartChanges(path: string): Partial<Record<ChartName, ChartChanges>> {
  const root = loadYaml(readText(path), { file: shownPath(path) })
  if (root.kind !== 'map') throw wrong("the file of '--charts' must be a map of charts' names", root)
  for (const [key, node] of root.entries) {
    const name = String(key)
    if (!names.includes(name)) {
      throw wrong(`there is no chart '${name}'`, { source: node.keySource }, didYouMean(name, names))
    }
    if (node.kind !== 'map') throw wrong(`'${name}' must be a map of ECharts' options`, node)
  }
  return toPlain(root) as Partial<Record<ChartName, ChartChanges>>
}

function wrong(message: string, { source }: Pick<Node, 'source'>, hint = `charts are ${names.join(', ')}`) {
  return new ConfigError({ code: 'bad-charts', path: '', message, source, hint })
}

function readText(path: string): string {
  try {
    return readRegular(path, { largest: LARGEST }).toString('utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = isMissing ? 'is not there' : `cannot be read: ${(error as Error).message}`
    const message = `'${shownPath(path)}' ${why}`
    throw new ConfigError({ code: 'bad-charts', path: '', message }, { cause: error })
  }
}
