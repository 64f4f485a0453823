import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../src/util/package-root.js'

interface Expected {
  avg_acc: number
  tolerance: number
  backend: string
}

test('docs/results.md has what each experiment expects of itself', () => {
  const page = readFileSync(join(packageRoot, 'docs/results.md'), 'utf8')
  const told = Array.from(
    page.matchAll(/^\| `(\w+)` \|.*\| (0\.\d+) \| (0\.\d+) \|/gm),
    ([, name, accuracy, tolerance]) => [
      name,
      { avg_acc: Number(accuracy), tolerance: Number(tolerance), backend: 'wasm' },
    ],
  )
  const expected = readdirSync(join(packageRoot, 'experiments')).map((file) => {
    const { expected } = parse(readFileSync(join(packageRoot, 'experiments', file), 'utf8')) as { expected: Expected }
    return [file.replace('.yaml', ''), expected]
  })
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected))
})
