import { dirname, isAbsolute, join, normalize, resolve } from 'node:path'
import { hydraValue } from '../compose/hydra-value.js'
import { bindOutputDir, bindRuntime, type Config, type Runtime } from '../compose/index.js'
import { selectRaw } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import { obstaclesOnTheWay } from '../rundir/refuse-links.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { polyheadVersion } from '../util/version.js'
import { isWithin, outside, secretName } from './confine.js'

/** What a process knows of the job that it starts. */
export interface JobFacts {
  cwd: string
  now: Date
  /** `hydra.job.name` where no config sets it. */
  name: string
  env: NodeJS.ProcessEnv
  /** Where it is a job of a sweep. */
  sweep?: SweepFacts
  /** The directory that somebody has chosen for a single run. Default: the one that its config says. */
  output?: string
  /** Of the saved model that the config tests, where it is written to test one. */
  backbone?: MapNode
  /** It was started there before, and goes on. */
  again?: boolean
}

/** What a job knows of its sweep. */
export interface SweepFacts {
  num: number
  id: string
  /** The sweep's directory, absolute. */
  dir: string
  /** What `hydra.sweep.dir` says for the sweep as a whole: a job for which it says something else has its own. */
  named: string
  /** The directory that the sweep has chosen for it. Default: the one that its config says. */
  output?: string
  /** Of that directory, whether the sweep has seen that it can be made. */
  isOpenable?: boolean
  /** What the sweep has bound for it already, to learn its own directory. */
  known?: { of: Config; bound: Config }
}

/** An output directory that is wanted, before it exists. */
export interface WantedDirectory {
  dir: string
  source: Source | undefined
  /** Its name came from the clock: where it is taken it gets `-2`, `-3` …. */
  numbered: boolean
}

/** A config bound to one run, with the directory where that run would write. */
export interface BoundJob {
  config: Config
  wanted: WantedDirectory
}

/**
 * A value of the hydra node as text, resolved.
 * @throws ConfigError where it is missing or no text
 */
export function hydraText(config: Config, key: `hydra.${string}`, facts: Pick<JobFacts, 'now' | 'env'>): string | null {
  const node = hydraValue(config, key, facts)
  if (node === undefined || node.kind === 'null') return null
  if (isSecret(node)) throw new ConfigError(secretName(key, selectRaw(config.parts.full, key) ?? node))
  if (node.kind === 'map' || node.kind === 'list' || node.kind === 'missing') {
    throw new ConfigError({
      code: 'wrong-type',
      path: key,
      message: `${key} must be a path, but is ${node.kind === 'missing' ? "'???'" : `a ${node.kind}`}`,
      source: node.source,
    })
  }
  return String(node.value)
}

function bind(config: Config, facts: JobFacts, known: Pick<Runtime, 'mode' | 'outputDir'> = {}): Config {
  return bindRuntime(config, {
    cwd: facts.cwd,
    now: facts.now,
    job: { name: facts.name, ...(facts.sweep && { num: facts.sweep.num, id: facts.sweep.id }) },
    mode: facts.sweep ? 'MULTIRUN' : 'RUN',
    version: polyheadVersion(),
    ...known,
  })
}

/** Tells a composed config which run it is for: `hydra.job`, `hydra.runtime` and the output directory. */
export function bindJob(config: Config, facts: JobFacts, outputDir = facts.output ?? facts.sweep?.output): BoundJob {
  if (outputDir !== undefined) {
    const wanted = { dir: outputDir, source: undefined, numbered: false }
    const known = facts.sweep?.known
    if (known?.of === config) return { config: bindOutputDir(known.bound, outputDir), wanted }
    return { config: bind(config, facts, { outputDir }), wanted }
  }
  const { bound, wanted } = wantedOf(config, facts)
  return { config: bindOutputDir(bound, wanted.dir), wanted }
}

/** Where a job would write by its config, which is bound but for that. @throws ConfigError as `bindJob` */
export function wantedOf(config: Config, facts: JobFacts): { bound: Config; wanted: WantedDirectory } {
  const bound = bind(config, facts)
  return { bound, wanted: wantedDirectory(bound, facts) }
}

/** The same as far as it goes: what only looks at a config does not mind that its run has no directory yet. */
export function bindNearly(config: Config, facts: JobFacts): Config {
  try {
    return bindJob(config, facts).config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return bind(config, facts)
  }
}

/** Tells a composed config that it is for a whole sweep: of its jobs' numbers and directories it knows nothing. */
export function bindSweep(config: Config, facts: Omit<JobFacts, 'sweep'>): Config {
  return bind(config, facts, { mode: 'MULTIRUN' })
}

function wantedDirectory(config: Config, facts: JobFacts): WantedDirectory {
  const key = facts.sweep ? 'hydra.sweep.subdir' : 'hydra.run.dir'
  const node = selectRaw(config.parts.full, key)
  const text = hydraText(config, key, facts) ?? (facts.sweep ? String(facts.sweep.num) : undefined)
  if (text === undefined) {
    throw new ConfigError({
      code: 'missing-value',
      path: key,
      message: `${key} is ${node?.kind === 'null' ? 'null' : 'missing (???)'}, but a run needs a directory`,
      source: node?.source,
      hint: "'hydra.run.dir=.' is the folder that the command is typed in",
    })
  }
  const base = facts.sweep ? sweepDirectory(config, facts.sweep, facts) : facts.cwd
  const byClock = node?.kind === 'interpolation' && node.value.includes('${now')
  const dir = isAbsolute(text) && !facts.sweep ? normalize(text) : resolve(base, text)
  if (facts.sweep) requireWithin(dir, base, { key, source: node?.source })
  return {
    dir,
    source: node?.source,
    numbered: byClock,
  }
}

/** A text in which nothing but the time is to be filled in. */
const OF_TIME = /^(?:[^$\\]|\$\{now:[^{}$\\]*\})*$/

/** By `hydra.sweep.dir`, where it depends on the time alone: what it says. The jobs of a sweep share it. */
const named = new WeakMap<Node, { now: Date; text: string | null }>()

function sweepName(config: Config, facts: JobFacts): string | null {
  const node = selectRaw(config.parts.full, 'hydra.sweep.dir')
  const before = node && named.get(node)
  if (before?.now === facts.now) return before.text
  const text = hydraText(config, 'hydra.sweep.dir', facts)
  const isOfTime = node?.kind === 'interpolation' && OF_TIME.test(node.value) && !config.parts.resolvers
  if (isOfTime) named.set(node, { now: facts.now, text })
  return text
}

/** The sweep's directory as this job has it: `hydra.sweep.dir` may depend on what the job's overrides set. */
function sweepDirectory(config: Config, sweep: SweepFacts, facts: JobFacts): string {
  const named = sweepName(config, facts)
  return named === null || named === sweep.named ? sweep.dir : resolve(facts.cwd, named)
}

/** A job of a sweep stays in the sweep's directory, of which it is a part. */
function requireWithin(dir: string, sweep: string, { key, source }: { key: string; source: Source | undefined }): void {
  const leadsOut: Diagnostic = {
    code: 'outside-run-directory',
    path: key,
    message: `${key} leads out of the sweep's directory`,
    hint: 'a name of the job such as ${hydra.job.num}, without ..',
    source,
  }
  const found = isWithin(dir, sweep) ? obstaclesOnTheWay(sweep, dirname(dir)) : [leadsOut]
  if (found.length > 0) throw new ConfigError(found)
}

/** Names of files within the run's directory, and when one leads out of it. */
const NAMES = {
  'hydra.job.name': (name: string) => /[/\0]/.test(name),
  'hydra.output_subdir': (name: string) => !isWithin(resolve('/run', join('.', name)), '/run'),
} as const

/**
 * Checks the values of the hydra node that starting a job reads: their types, once they are resolved, and that the
 * names of files stay within the run's directory.
 * @throws ConfigError with all that is wrong
 */
export function checkHydra(config: Config, facts: Pick<JobFacts, 'now' | 'env'>): void {
  const wrong: Diagnostic[] = []
  const attempt = (check: () => unknown) => {
    try {
      check()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...error.diagnostics)
    }
  }
  attempt(() => hydraValue(config, 'hydra.job.chdir', facts))
  for (const key of ['hydra.job.name', 'hydra.output_subdir'] as const) {
    attempt(() => {
      const name = hydraText(config, key, facts)
      if (name === null || !NAMES[key](name)) return
      wrong.push(outside(key, selectRaw(config.parts.full, key) ?? { kind: 'null', value: null }))
    })
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
}
