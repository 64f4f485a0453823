import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { nativeProblem } from './src/backends/find-native.js'

/** Tests of engines that have all kernels and run a step as one call. */
const engines = 'tests/backends/engines'

/** Tests of what computes, which hold on every backend. */
const computing = ['tests/parity', 'tests/mtl', 'tests/nn', 'tests/training']
const components = ['algorithm', 'backbone', 'callbacks', 'heads', 'optimizer', 'trainer', 'weighting']
const onEachBackend = [...computing, ...components.map((group) => `tests/components/${group}`)]

// Tests trust projects of their own: not in the configuration of who runs them. Nor do commands that are told depend on
// who runs them: npm, or not.
const own = { XDG_CONFIG_HOME: join(tmpdir(), 'polyhead-tests-config'), npm_lifecycle_event: '', npm_command: '' }
// Files are tested side by side: threads of each for all cores would wait for one another. The numbers are the same.
const env = { ...own, OMP_NUM_THREADS: '1' }

/** Where TensorFlow's binding is there: `polyhead doctor --install native` gets it. */
const native = nativeProblem() === undefined

/** Where the packages of WebGPU are there, and a driver, if only a software one: slow, so for one file. */
const webgpu = existsSync(new URL('node_modules/webgpu', import.meta.url)) && process.env.VK_DRIVER_FILES !== undefined

/** What computes, on an engine. */
function onBackend(name: string) {
  const folders = [engines, ...onEachBackend].map((folder) => `${folder}/**/*.test.ts`)
  const include = [...folders, `tests/components/backend/${name}.test.ts`]
  return { extends: true as const, test: { name, include, env: { ...env, TEST_BACKEND: name } } }
}

const onWebgpu = {
  extends: true as const,
  test: {
    name: 'webgpu',
    include: ['tests/parity/joint-step.test.ts', 'tests/components/backend/webgpu.test.ts'],
    env: { ...env, TEST_BACKEND: 'webgpu' },
  },
}

/** Files that take a minute or more each. */
const longest = [
  'docs/commands',
  'ui/pages',
  'parity/backbones',
  'loggers/mlflow-logger',
  'sweep/search',
  'sweep/local',
]

/**
 * What takes long comes first, so that no worker has a long file left alone: those files, then what starts other
 * processes or computes.
 */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      if (longest.some((name) => moduleId.endsWith(`/${name}.test.ts`))) return 0
      const text = readFileSync(moduleId, 'utf8')
      return /helpers\/(project|command-line|browser|redis|slurm|python|backend)\.js'/.test(text) ? 1 : 2
    }
    const sorted = await super.sort(files)
    const ranked = sorted.map((file) => ({ file, rank: rank(file) }))
    return ranked.sort((a, b) => a.rank - b.rank).map(({ file }) => file)
  }
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Of a machine that is slow and busy: what hangs ends here, what is slow does not.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'wasm',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, `${engines}/**`],
          // so that `backend=auto` does not find what was built or measured elsewhere
          env: { ...env, XDG_CACHE_HOME: join(tmpdir(), 'polyhead-tests-cache') },
        },
      },
      onBackend('onnx'),
      ...(native ? [onBackend('native')] : []),
      ...(webgpu ? [onWebgpu] : []),
    ],
  },
})
