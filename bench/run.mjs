// `npm run bench [NAME…]`: every comparison in this folder, or those named, one after the other.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(here)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -4))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`no bench named ${unknown.join(', ')}; there are: ${all.join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(process.execPath, [`${here}${name}.mjs`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
