import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onnxProblem } from '../../src/backends/find-onnx.js'
import { getWebgpu, webgpuPackages, webgpuProblem } from '../../src/backends/find-webgpu.js'
import { Project } from '../helpers/project.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname

let project: Project
beforeAll(() => {
  project = new Project()
})
afterAll(() => project.remove())

describe('doctor', () => {
  test('prints what there is to compute with, and its speed; writes nothing', () => {
    const { code, stdout, stderr } = project.polyhead('doctor')
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(
      /^wasm +4\.\d+\.\d+, 1 thread, [\d.]+ GFLOP\/s, [\d.]+ steps\/s of an MLP, [\d.]+ of a CNN$/m,
    )
    // Which no run takes unless it is asked for.
    const [command, packages] = [getWebgpu, webgpuPackages.join(' and ')]
    if (webgpuProblem() !== undefined) expect(stdout).toContain(`webgpu  ${packages} are not installed: ${command}\n`)
    expect(project.files()).toEqual([])
  })

  test('as data with --json', () => {
    const states = JSON.parse(project.polyhead('doctor', '--json').stdout)
    expect(states.map(({ backend }: { backend: string }) => backend)).toEqual(['onnx', 'native', 'wasm', 'webgpu'])
    for (const { problem, get, gflops, backend } of states) {
      if (backend !== 'webgpu') expect(problem === null, backend).toBe(gflops > 0)
      if (problem?.includes('not installed')) expect(get).toMatch(/^(npm install|polyhead doctor --install) /)
    }
  })

  test.skipIf(onnxProblem())('installs nothing that is there', () => {
    const { code, stdout, stderr } = project.polyhead('doctor', '--install', 'onnx')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^onnx +1\.30\.0, /)
  })

  test.runIf(process.platform === 'linux')('tells at once all that is missing to build a binding', () => {
    const cache = join(project.dir, 'cache')
    const { code, stderr } = project.node([bin, 'doctor', '--install', 'native'], { PATH: '', XDG_CACHE_HOME: cache })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^@tensorflow\/tfjs-node-gpu is not installed: .*Python 3 with pip .* and a C\+\+ compiler/)
    expect(project.has('cache')).toBe(false)
  })

  test('refuses --gpu where nothing has graphics cards', () => {
    const { code, stderr } = project.polyhead('doctor', '--install', 'onnx', '--gpu')
    expect(code).toBe(2)
    expect(stderr).toContain('--gpu goes with --install native')
  })

  test('knows only what it can install', () => {
    const { code, stderr } = project.polyhead('doctor', '--install', 'onx')
    expect(code).toBe(2)
    expect(stderr).toContain("'onnx'")
  })
})
