import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

/** The README's JavaScript, as written: the package finds itself by its own name from a folder inside it. */
const examples = [...readFileSync(join(packageRoot, 'README.md'), 'utf8').matchAll(/```js\n(.*?)```/gs)].map(
  ([, code]) => code as string,
)
let folder: string
beforeAll(() => {
  mkdirSync(join(packageRoot, 'outputs'), { recursive: true })
  folder = mkdtempSync(join(packageRoot, 'outputs', 'readme-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(code: string, cwd: string): string {
  const file = join(folder, 'example.mjs')
  writeFileSync(file, code)
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout
}

test('training without YAML', () => {
  const accuracy = Number(/average test accuracy (.*)/.exec(run(examples[0] as string, folder))?.[1])
  expect(accuracy).toBeGreaterThan(0.9)
})

test('composing alone', () => {
  expect(run(examples[1] as string, packageRoot)).toMatch(
    /^0\.001 \{\n {2}kind: 'file',\n {2}file: 'configs\/optimizer\/adam.yaml'/,
  )
})
