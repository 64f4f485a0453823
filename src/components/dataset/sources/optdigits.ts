import { join } from 'node:path'
import { readLabels } from '../../../formats/csv-labels.js'
import { CsvTable } from '../../../formats/csv-table.js'
import { fileError } from '../../../formats/file-error.js'
import { readContent } from '../../../formats/read-file.js'
import { packageRoot } from '../../../util/package-root.js'
import { memoryRows } from '../rows.js'
import type { DataSource } from '../source.js'

const fileName = 'optdigits-test-1797.csv.gz'
const checksum = '09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22'
const pixels = 64

/**
 * 1,797 handwritten digits of 8×8 pixels with values 0 … 16 (E. Alpaydin, C. Kaynak, UCI Machine Learning Repository).
 * @param root folder that holds the file; null: the one that polyhead ships.
 * @throws ConfigError where the file is missing, damaged or another one.
 */
export async function loadOptdigits(root: string | null): Promise<DataSource> {
  const folder = root ?? join(packageRoot, 'data')
  const file = join(folder, fileName)
  const missingHint = '++dataset.root=null takes the file that comes with polyhead'
  const { bytes, sha256 } = await readContent(file, { missingHint, maxBytes: 2 ** 24 })
  if (sha256 !== checksum) {
    throw fileError(file, `the checksum is wrong: this is not the file that comes with polyhead, or it is damaged`, {
      hint: missingHint,
      notes: [`sha256 ${sha256}`, `expected ${checksum}`],
    })
  }
  const table = new CsvTable(bytes, { file, header: false })
  const { labels } = readLabels(table, pixels, { names: null })
  const { values } = table.numbers(Array.from({ length: pixels }, (_, pixel) => pixel))
  return {
    name: 'optdigits',
    shape: [8, 8, 1],
    scale: 16,
    classes: 10,
    classNames: null,
    train: { rows: memoryRows(Uint8Array.from(values), pixels), labels },
    test: null,
    files: [{ name: fileName, sha256, rows: table.rows }],
  }
}
