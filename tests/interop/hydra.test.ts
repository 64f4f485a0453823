// The real Hydra and OmegaConf beside ours. Skipped where Python has none, but for POLYHEAD_REQUIRE=hydra.
// POLYHEAD_PYTHON names the interpreter; POLYHEAD_COMMAND_LINES how many command lines are compared (default 60),
// POLYHEAD_SEED which.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences } from '../conformance/compare.mjs'
import { run, runApp } from '../conformance/kinds/run.mjs'
import { inRecordedEnvironment, readVectors, type Vector } from '../conformance/vectors.mjs'
import { Project } from '../helpers/project.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'
const vectors = fileURLToPath(new URL('../conformance/vectors', import.meta.url))

const hydraApp = {
  file: 'my_app.py',
  command: python,
  text: (configDir?: string, configName?: string) => `
import hydra
from omegaconf import OmegaConf

@hydra.main(version_base="1.3", config_path=${JSON.stringify(configDir)}, config_name=${JSON.stringify(configName)})
def main(cfg):
    print("APP " + OmegaConf.to_yaml(cfg))

main()
`,
}

interface Composed extends Vector {
  tree: string
  subdir?: string
  config_name: string | null
  overrides?: string[]
}

/** Trees of ours, each with overrides that were recorded for it: some right, some wrong. */
function knownTrees() {
  const trees = new Map<string, { tree: string; config_name: string; overrides: string[] }>()
  for (const vector of readVectors(join(vectors, 'compose.jsonl'), vectors).vectors) {
    const { tree, dir, subdir, config_name, overrides = [] } = vector as Composed
    if (subdir || config_name === null) continue
    const name = `${tree} ${config_name}`
    const known = trees.get(name) ?? { tree, config_name, overrides: [] }
    // The apps run on copies: what names the tree's own place is left out.
    known.overrides.push(...overrides.filter((text) => !text.includes(dir as string)))
    trees.set(name, known)
  }
  return [...trees.values()].map((known) => ({ ...known, overrides: [...new Set(known.overrides)] }))
}

const ofRuns = [
  'hydra.run.dir=out',
  'hydra.run.dir=out/${hydra.job.name}',
  'hydra.run.dir=out/${hydra.job.override_dirname}',
  'hydra.output_subdir=null',
  'hydra.output_subdir=meta',
  'hydra.job.chdir=true',
  'hydra.job.name=abc',
  'hydra.job.num=3',
  'hydra.mode=MULTIRUN',
  'hydra.mode=RUN',
  '+hydra.job.env_set.FOO=bar',
  'hydra.job.env_copy=[VEC_A]',
  'hydra.job.config.override_dirname.kv_sep=:',
  'hydra/job_logging=none',
  'hydra/launcher=nope',
  '+hydra.foo=1',
  '~hydra.run.dir',
  '+zz=${hydra:job.name}',
  '+zz=${hydra:runtime.output_dir}',
]
const ofSweeps = [
  '+z=1,2',
  '+z=range(1,2,0.5)',
  '+z=sort(3,1,2)',
  "+z='a','b'",
  '+z={a:1},{a:2}',
  '+z=str(range(2))',
  '+z=tag(t,choice(a,b))',
  '+z=interval(0,1)',
  'optimizer=glob(*)',
  'dataset=glob(d*)',
  'optimizer=adam,sgd',
  '++a.b=1,2',
  'hydra.sweep.dir=mr',
  'hydra.sweep.subdir=${hydra.job.num}_${hydra.job.id}',
  // With the number: jobs that share a directory in Hydra do not share one here.
  'hydra.sweep.subdir=${hydra.job.num}_${hydra.job.override_dirname}',
  'hydra.sweeper.max_batch_size=1',
  "+hydra.sweeper.params={+q:'1,2'}",
  'hydra.job.num=1,2',
  'hydra.job.config.override_dirname.exclude_keys=[z]',
]
const packages = ['hydra', 'hydra.job', 'model', 'trainer', 'seed', '_global_', 'nope', 'optimizer']

const commandLine = fc.constantFrom(...knownTrees()).chain(({ tree, config_name, overrides }) =>
  fc
    .tuple(
      fc.oneof(
        fc.subarray(ofRuns, { maxLength: 2 }).map((hydra) => ({ flags: [] as string[], hydra })),
        fc.subarray(ofSweeps, { maxLength: 3 }).map((hydra) => ({ flags: ['-m'], hydra })),
        fc.tuple(fc.boolean(), fc.option(fc.constantFrom(...packages))).map(([resolve, name]) => ({
          flags: ['--cfg', 'job', ...(resolve ? ['--resolve'] : []), ...(name === null ? [] : ['-p', name])],
          hydra: [],
        })),
      ),
      fc.shuffledSubarray(overrides, { maxLength: Math.min(3, overrides.length) }),
    )
    .map(([{ flags, hydra }, chosen]) => ({ tree, config_name, args: [...flags, ...chosen, ...hydra] })),
)

describe.skipIf(!hasModule(python, 'hydra') && !required('hydra'))('real Hydra', () => {
  test('prints and writes what we do for any command line, and refuses what we refuse', async () => {
    const seed = Number(process.env.POLYHEAD_SEED ?? 1)
    const numRuns = Number(process.env.POLYHEAD_COMMAND_LINES ?? 60)
    const property = fc.asyncProperty(commandLine, async (vector) => {
      const dir = join(vectors, vector.tree)
      const [theirs, got] = await inRecordedEnvironment(() => [runApp(vector, dir, hydraApp), run(vector, dir)])
      expect(differences({ ...vector, id: '', kind: 'run', expect: theirs }, { value: got })).toEqual([])
    })
    await fc.assert(property, { seed, numRuns })
  }, 3_600_000)
})

const roundTrip = `
import json, sys
from omegaconf import OmegaConf
print(json.dumps({file: OmegaConf.to_yaml(OmegaConf.load(file)) for file in json.load(sys.stdin)}))
`

describe.skipIf(!hasModule(python, 'omegaconf') && !required('omegaconf'))('real OmegaConf', () => {
  let project: Project
  beforeAll(() => {
    project = new Project()
    const short = ['trainer.fast_dev_run=true', `+vars.text="a: 'b' # é"`, '+vars.list=[1,{a: null}]', '-q']
    expect(project.polyhead(...short, 'hydra.run.dir=run').code).toBe(0)
    expect(project.polyhead(...short, '-m', 'seed=1,2', 'hydra.sweep.dir=sweep').code).toBe(0)
  })
  afterAll(() => project.remove())

  test('loads every YAML file that runs write, and dumps the same text', () => {
    // What a sweep goes on by is our own, and holds configs as they were written.
    const files = project.files().filter((file) => file.endsWith('.yaml') && !file.endsWith('/sweep.yaml'))
    expect(files).toEqual(
      expect.arrayContaining(['run/.hydra/hydra.yaml', 'sweep/1/.hydra/config.yaml', 'sweep/multirun.yaml']),
    )
    const { stdout, stderr } = spawnSync(python, ['-c', roundTrip], {
      cwd: project.dir,
      input: JSON.stringify(files),
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(files.map((file) => [file, project.read(file)])))
  })
})
