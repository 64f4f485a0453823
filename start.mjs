// `npm start`: the showcase, and what to try after it.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const polyhead = resolve(import.meta.dirname, 'bin/polyhead.js')
const words = ['experiment=permuted_digits', ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [polyhead, ...words], { stdio: 'inherit' })
if (status === 0) {
  console.log(`
try next
  npx polyhead experiment=permuted_digits optimizer=adam optimizer.lr=0.001    another optimizer
  npx polyhead -m experiment=permuted_digits optimizer.lr=0.05,0.2             a sweep
  npx polyhead explain optimizer.lr experiment=permuted_digits                 where a value comes from
  npx polyhead --help                                                          all there is to choose`)
}
process.exitCode = status ?? 1
