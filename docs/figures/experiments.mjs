// `npm run figures`: runs every experiment as it is, and takes the figure that the run draws (docs/figures/NAME.svg).
// `-- NAME…` takes those alone. Fashion-MNIST is looked for as docs/data.md says.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const polyhead = join(root, 'bin/polyhead.js')
const all = readdirSync(join(root, 'experiments')).map((file) => file.replace('.yaml', ''))
const wanted = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'polyhead-figures-'))

try {
  for (const name of wanted.length > 0 ? wanted : all) {
    const dir = join(folder, name)
    const words = [`experiment=${name}`, 'backend=wasm', `hydra.run.dir=${dir}`, '--quiet']
    execFileSync(process.execPath, [polyhead, ...words], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    const figure = readFileSync(join(dir, 'results/acc.svg'), 'utf8')
    const label = `aria-label="test accuracy of each task of ${name}"`
    writeFileSync(join(import.meta.dirname, `${name}.svg`), figure.replace('<svg ', `<svg role="img" ${label} `))
    console.log(name)
  }
} finally {
  rmSync(folder, { recursive: true })
}
