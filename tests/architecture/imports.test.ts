import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))
/** For each folder of `src/`: the folders that it builds on. What those build on is open to it too. */
const order: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(src, 'import-order.json'), 'utf8'),
)

function below(folder: string): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    for (const next of order[name] ?? []) {
      if (found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  visit(folder)
  return found
}

/** Every relative import of a file, types too, as a path below `src/`. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(src, file), 'utf8')
  const specifiers = [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(
    ([, name]) => name as string,
  )
  return specifiers.map((name) => posix.join(posix.dirname(file), name))
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

test('every folder of src/ has its place in the order of imports', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(Object.keys(order).sort()).toEqual(folders.map(({ name }) => name).sort())
  const known = new Set<string>()
  for (const [folder, builtOn] of Object.entries(order)) {
    expect(
      builtOn.filter((name) => !known.has(name)),
      `'${folder}' builds on what comes after it`,
    ).toEqual([])
    known.add(folder)
  }
})

test('imports follow the order', () => {
  const wrong = files
    .filter((file) => file.includes('/'))
    .flatMap((file) => {
      const own = file.split('/')[0] as string
      const open = below(own).add(own)
      return importsOf(file)
        .filter((target) => !open.has(target.split('/')[0] as string))
        .map((target) => `${file} imports ${target}`)
    })
  expect(wrong).toEqual([])
})

test('docs/architecture.md shows the order', () => {
  const page = readFileSync(join(src, '..', 'docs', 'architecture.md'), 'utf8')
  for (const [folder, builtOn] of Object.entries(order)) {
    expect(page).toContain(`| \`src/${folder}\` | ${builtOn.join(', ') || '–'} |`)
  }
})

test('the files that docs/architecture.md names are there', () => {
  const page = readFileSync(join(src, '..', 'docs', 'architecture.md'), 'utf8')
  const named = [...page.matchAll(/`((?:src|bin|configs|schemas|tests)\/[\w/.-]+\.\w+)`/g)].map(
    ([, file]) => file as string,
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((file) => !existsSync(join(src, '..', file)))).toEqual([])
})
