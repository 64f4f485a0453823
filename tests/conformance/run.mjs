// `npm run test:conformance -- DIR [--show N]`: checks every *.jsonl of a folder of vectors, with its trees, against
// the build.
import { parseArgs } from 'node:util'
import known from './known-differences.json' with { type: 'json' }
import { check, readVectors, vectorFiles } from './vectors.mjs'

const { values, positionals } = parseArgs({
  options: { show: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const folder = positionals[0]
if (folder === undefined) {
  console.error('usage: npm run test:conformance -- DIR [--show N]')
  process.exit(2)
}

const total = { passed: 0, failed: 0 }
let shown = 0
for (const file of vectorFiles(folder)) {
  const { name, vectors, skipped } = readVectors(file, folder)
  const count = { passed: 0, failed: 0, known: 0 }
  for (const vector of vectors) {
    const { differences, outcome } = await check(vector)
    if (differences.length === 0) count.passed++
    else if (known[vector.id]) count.known++
    else {
      count.failed++
      if (shown++ < Number(values.show)) show(vector, differences, outcome)
    }
  }
  const share = ((100 * count.passed) / Math.max(1, vectors.length)).toFixed(2)
  const notes = [
    count.known && `${count.known} known differences`,
    skipped && `${skipped} skipped: their tree is not here`,
  ]
  console.log(
    [`${name.padEnd(16)} ${count.passed} of ${vectors.length} (${share} %)`, ...notes.filter(Boolean)].join(' · '),
  )
  total.passed += count.passed
  total.failed += count.failed
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0

function show({ expect, ...input }, differences, outcome) {
  const answer = 'error' in outcome ? String(outcome.error) : JSON.stringify(outcome.value)
  console.log(`\n${input.id}: ${differences.join(', ')}`)
  console.log(`  input  ${JSON.stringify(input)}\n  Hydra  ${JSON.stringify(expect)}\n  here   ${answer}\n`)
}
