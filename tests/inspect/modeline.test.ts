import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadYaml, toYaml } from '../../src/config/index.js'
import { editorSchemaFor, withModeline, withoutModeline } from '../../src/inspect/modeline.js'
import { packageRoot } from '../../src/util/package-root.js'

const line = '# yaml-language-server: $schema=../s.json'

test('goes on top', () => {
  expect(withModeline('# Adam.\nlr: 1\n', '../s.json')).toBe(`${line}\n# Adam.\nlr: 1\n`)
})

test('goes below a package header, which only counts as the first line', () => {
  expect(withModeline('# @package _global_\n# Text.\nlr: 1\n', '../s.json')).toBe(
    `# @package _global_\n${line}\n# Text.\nlr: 1\n`,
  )
  expect(withModeline('\n#@package a.b', '../s.json')).toBe(`\n#@package a.b\n${line}\n`)
})

test('is replaced where it is there already, keeps line ends, and stays behind a byte order mark', () => {
  expect(withModeline(`${line.replace('s.json', 'old.json')}\na: 1\n`, '../s.json')).toBe(`${line}\na: 1\n`)
  expect(withModeline('a: 1\r\n', '../s.json')).toBe(`${line}\r\na: 1\r\n`)
  expect(withModeline('\ufeffa: 1\n', '../s.json')).toBe(`\ufeff${line}\na: 1\n`)
})

test('every config of ours means the same with it, and is the same again without it', () => {
  for (const folder of ['configs', 'experiments']) {
    for (const file of readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(packageRoot, folder, file)
      if (!statSync(path).isFile()) continue
      const text = readFileSync(path, 'utf8')
      const marked = withModeline(text, '../x.json')
      expect(withoutModeline(marked)).toBe(text)
      expect(toYaml(loadYaml(marked))).toBe(toYaml(loadYaml(text)))
    }
  }
})

test('any text that ends in a line break is restored', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('# @package a', '# c', '', 'a: 1', '---', '  '), { maxLength: 5 }),
      (lines) => {
        const text = lines.map((one) => `${one}\n`).join('')
        expect(withoutModeline(withModeline(text, 'x.json'))).toBe(text)
      },
    ),
  )
})

test('the schema is that of the file’s group, or of the root', () => {
  expect(editorSchemaFor('config.yaml', '')).toBe('config')
  expect(editorSchemaFor('experiment/a.yaml', '')).toBe('config')
  expect(editorSchemaFor('optimizer/mine.yaml', '')).toBe('optimizer')
  expect(editorSchemaFor('optimizer/all.yaml', '# @package _global_\n')).toBe('config')
  expect(editorSchemaFor('callbacks/stop.yaml', '# @package callbacks.stop\n')).toBe('callbacks')
  expect(editorSchemaFor('hydra/job_logging/mine.yaml', '')).toBeUndefined()
  expect(editorSchemaFor('server/apache.yaml', '')).toBeUndefined()
})
