// Long tests: `npm run test:soak` runs them all, `npm run test:soak -- kill data` those named. Each is a file here that
// ends with exit code 0 where all is well.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`no soak test is named ${unknown.join(', ')}; there are: ${known.join(', ')}`)
  process.exit(2)
}
const failed = (wanted.length > 0 ? wanted : known).filter((name) => {
  console.log(`\n— ${name}`)
  return spawnSync(process.execPath, [join(folder, `${name}.mjs`)], { stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
