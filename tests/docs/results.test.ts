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

const names = readdirSync(join(packageRoot, 'experiments')).map((file) => file.replace('.yaml', ''))
const page = readFileSync(join(packageRoot, 'docs/results.md'), 'utf8')

function expectedOf(name: string): Expected {
  const text = readFileSync(join(packageRoot, 'experiments', `${name}.yaml`), 'utf8')
  return (parse(text) as { expected: Expected }).expected
}

test('docs/results.md has what each experiment expects of itself', () => {
  const told = Array.from(
    page.matchAll(/^\| `(\w+)` \|.*\| (0\.\d+) \| (0\.\d+) \|/gm),
    ([, name, accuracy, tolerance]) => [
      name,
      { avg_acc: Number(accuracy), tolerance: Number(tolerance), backend: 'wasm' },
    ],
  )
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(names.map((name) => [name, expectedOf(name)])))
})

test.each(names)('the figure of %s shows what it expects of itself', (name) => {
  expect(page).toContain(`(figures/${name}.svg)`)
  const figure = readFileSync(join(packageRoot, `docs/figures/${name}.svg`), 'utf8')
  const average = />([\d.]+)<\/text><text [^>]*>Average</.exec(figure)?.[1]
  const { avg_acc, tolerance } = expectedOf(name)
  expect(Math.abs(Number(average) - avg_acc)).toBeLessThan(tolerance)
})
