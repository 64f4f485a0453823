import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadYaml, toPlain } from '../../src/config/index.js'
import { packageRoot } from '../../src/util/package-root.js'
import { Project } from '../helpers/project.js'

interface Expected {
  avg_acc: number
  tolerance: number
  backend: string
}

const folder = join(packageRoot, 'experiments')
const names = readdirSync(folder).map((file) => file.replace('.yaml', ''))

function expectedOf(name: string): Expected {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8')
  return (toPlain(loadYaml(text)) as { expected: Expected }).expected
}

describe('experiments', () => {
  it.each(names)('%s carries its result', (name) => {
    const { avg_acc, tolerance, backend } = expectedOf(name)
    expect(avg_acc).toBeGreaterThan(0.5)
    expect(avg_acc).toBeLessThanOrEqual(1)
    expect(tolerance).toBeGreaterThan(0)
    expect(tolerance).toBeLessThanOrEqual(0.02)
    expect(backend).toBe('wasm')
  })

  it.each(['single_digits', 'split_digits', 'rotated_digits'])('%s gives it again', (name) => {
    const project = new Project()
    try {
      const { code, stdout, stderr } = project.polyhead(`experiment=${name}`, 'backend=wasm', '--json')
      expect(code, stderr).toBe(0)
      const { avg_acc } = JSON.parse(stdout.trim().split('\n').at(-1) as string)
      const expected = expectedOf(name)
      expect(Math.abs(avg_acc - expected.avg_acc)).toBeLessThanOrEqual(expected.tolerance)
    } finally {
      project.remove()
    }
  })
})
