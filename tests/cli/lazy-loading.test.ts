import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const dist = new URL('../../dist/', import.meta.url).href
const index = `${dist}index.js`

/** The source files of every script that a process loaded, those inside bundles by way of their source maps. */
function loadedSources(args: string[]): string[] {
  const project = new Project()
  const coverage = mkdtempSync(join(tmpdir(), 'polyhead-coverage-'))
  try {
    const { code, stderr } = project.node(args, { NODE_V8_COVERAGE: coverage })
    expect(code, stderr).toBe(0)
    const scripts = readdirSync(coverage).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }
      // What was compiled ahead is named by its place in the package.
      const whole = result.map(({ url }) => url.replace(/^polyhead\/dist\//, dist))
      return whole.filter((url) => url.startsWith('file:'))
    })
    return scripts.flatMap((url) => {
      const file = `${fileURLToPath(url)}.map`
      if (!url.startsWith(dist) || !existsSync(file)) return [url]
      const map = JSON.parse(readFileSync(file, 'utf8')) as {
        sources: string[]
        sections?: { map: { sources: string[] } }[]
      }
      return map.sections?.flatMap((section) => section.map.sources) ?? map.sources
    })
  } finally {
    rmSync(coverage, { recursive: true, force: true })
    project.remove()
  }
}

test('--cfg job loads neither TensorFlow.js nor ajv', () => {
  const sources = loadedSources([bin, '--cfg', 'job'])
  expect(sources.some((source) => source.endsWith('src/compose/compose.ts'))).toBe(true)
  expect(sources.filter((source) => /node_modules\/(@tensorflow|ajv)\//.test(source))).toEqual([])
})

test('a completion query loads neither', () => {
  const sources = loadedSources([bin, 'completion', 'query', 'fish', '--', 'backbone.activation_layer=Tan'])
  expect(sources.some((source) => source.endsWith('src/cli/completion/query.ts'))).toBe(true)
  expect(sources.filter((source) => /node_modules\/(@tensorflow|ajv)\//.test(source))).toEqual([])
})

test("import 'polyhead' loads neither TensorFlow.js nor ajv, though it exports the classes of a run", () => {
  const script = `import(${JSON.stringify(index)}).then(({ JointLearning, SGD }) => void (JointLearning.name, SGD.name))`
  const sources = loadedSources(['-e', script])
  expect(sources.some((source) => source.endsWith('joint-learning.ts'))).toBe(true)
  expect(sources.filter((source) => /node_modules\/(@tensorflow|ajv)\//.test(source))).toEqual([])
})

test("import 'polyhead/runs' loads neither, nor what composes configs", () => {
  const script = `import(${JSON.stringify(`${dist}runs.js`)}).then(({ listRuns }) => void listRuns('.'))`
  const sources = loadedSources(['-e', script])
  expect(sources.some((source) => source.endsWith('src/runs/list-runs.ts'))).toBe(true)
  expect(sources.filter((source) => /node_modules\/(@tensorflow|ajv)\/|src\/compose\//.test(source))).toEqual([])
})

test("'tf' of 'polyhead' is TensorFlow.js itself, loaded when something of it is used", () => {
  const script = `import(${JSON.stringify(index)}).then(({ tf }) => {
    const before = Object.keys(require.cache).filter((file) => file.includes('tensorflow')).length
    const real = require(${JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'))})
    if (tf.Tensor !== real.Tensor || !('matMul' in tf) || Object.keys(tf).length !== Object.keys(real).length) process.exit(1)
    if (before !== 0) process.exit(2)
  })`
  expect(new Project().node(['-e', script])).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('a run does load TensorFlow.js: the test above would see it', () => {
  const sources = loadedSources([bin, 'trainer.fast_dev_run=true', '-q'])
  expect(sources.some((source) => source.includes('node_modules/@tensorflow/tfjs-core'))).toBe(true)
})
