import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Config } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { isWithin } from '../run/confine.js'
import { wantedOf } from '../run/job.js'
import { requireOpenable } from '../run/open-job.js'
import { isLongName } from '../rundir/claim.js'
import { obstaclesOnTheWay } from '../rundir/refuse-links.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import type { SweepPlace } from './job-document.js'
import { ownNames } from './sweep-layout.js'
import type { SweepJob } from './swept-task.js'

/** What a job's config says of its directory. */
type Found = { of: Config } & ReturnType<typeof wantedOf>

/** Gives each job a directory that no other job has, before it starts: where the config names one twice, `NAME-2`. */
export class JobDirectories {
  readonly #wanted = new Map<number, string>()
  readonly #taken = new Set<string>()
  readonly #place: SweepPlace
  /** Whether no job may lie elsewhere than in the sweep's directory. */
  readonly isConfined: boolean
  readonly #onOutside: () => void
  /** The last job whose directory was looked for, and what was found. */
  #last: Found | undefined
  /** Nobody can name it. */
  readonly #common: string
  /** Whether a job was valid there: then it can be made, for each of the others, too. */
  #isOpenable = false
  /** Whether the sweep's directory was there when jobs began to be validated; undefined: nobody has looked. */
  #isThere: boolean | undefined
  /** What a config says of directories, and whether that is the job's number. The jobs of a sweep share it. */
  #lastSweep: { node: Node | undefined; isNumbered: boolean } | undefined

  /**
   * @param place where the sweep wanted to be when its jobs were composed
   * @param options.confined whether no job may lie elsewhere than in the sweep's directory, whatever its config says
   * @param options.onOutside called before a job is given a directory that does
   */
  constructor(place: SweepPlace, options: { confined?: boolean; onOutside?: () => void } = {}) {
    this.#place = place
    this.isConfined = options.confined ?? false
    this.#onOutside = options.onOutside ?? (() => {})
    this.#common = join(place.dir, randomUUID())
  }

  /** Called before jobs are validated together: meanwhile nothing is written. */
  look(): void {
    this.#isThere = existsSync(this.#place.dir)
  }

  /** A directory that a job has already. @throws ConfigError where it lies elsewhere than it may */
  take(dir: string): void {
    this.#confine(dir)
    this.#taken.add(dir)
  }

  /**
   * Notes the directory of a job's config.
   * @returns it, where it is not the job's number
   * @throws ConfigError if it leads where no job may write
   */
  note(num: number, { config, facts }: SweepJob): string | undefined {
    if (this.#isNumbered(config)) return undefined
    const { dir } = this.#wantedBy({ config, facts }).wanted
    this.#confine(dir)
    const [first] = stepsTo(dir, this.#place.dir)
    if (first !== undefined && OWN_NAMES.includes(first)) throw ofTheSweep(first, config)
    // A job does not write into the sweep's own directory.
    if (dir === this.#place.dir) return undefined
    this.#wanted.set(num, dir)
    return dir
  }

  /** The same of what another thread has noted of a job. */
  noteFound(num: number, dir: string | undefined): void {
    if (dir !== undefined) this.#wanted.set(num, dir)
  }

  #confine(dir: string): void {
    if (!this.isConfined) return
    const { dir: sweep } = this.#place
    const found = isWithin(dir, sweep) && dir !== sweep ? obstaclesOnTheWay(sweep, dir) : [elsewhere(dir, sweep)]
    if (found.length > 0) throw new ConfigError(found)
  }

  /**
   * A job as it can be validated among others: in a directory that is none of theirs, and beside them. So jobs share
   * what depends on a directory. Undefined where that would say nothing of the job's own.
   * @throws ConfigError where its own cannot be
   */
  inCommon(job: SweepJob): SweepJob | undefined {
    const { config, facts } = job
    if (!facts.sweep || facts.sweep.output !== undefined) return undefined
    const known = this.#isNumbered(config) ? undefined : this.#wantedBy(job)
    if (known) {
      const { wanted } = known
      if (!this.#isBelowNothing(wanted.dir)) {
        if (existsSync(wanted.dir)) return undefined
        requireOpenable({ wanted }, facts)
      }
    }
    const sweep = { ...facts.sweep, output: this.#common, isOpenable: this.#isOpenable, known }
    return { ...job, facts: { ...facts, sweep } }
  }

  /** Notes that a job was valid in that directory. */
  noteCommon(): void {
    this.#isOpenable = true
  }

  /** While the sweep has no directory, nothing in it can be in a job's way but a name that no folder can have. */
  #isBelowNothing(dir: string): boolean {
    const { dir: sweep } = this.#place
    const isThere = this.#isThere ?? existsSync(sweep)
    return !isThere && isWithin(dir, sweep) && !stepsTo(dir, sweep).some(isLongName)
  }

  /** Asked for twice of each job. */
  #wantedBy({ config, facts }: Pick<SweepJob, 'config' | 'facts'>): Found {
    if (this.#last?.of !== config) this.#last = { of: config, ...wantedOf(config, facts) }
    return this.#last
  }

  /** As by default: the job's number, in the sweep's own directory. Most sweeps need not look further. */
  #isNumbered({ hydra }: Config): boolean {
    const node = hydra.entries.get('sweep')
    const last = this.#lastSweep
    if (last && last.node === node) return last.isNumbered
    const isNumbered = this.#saysNumber(node)
    this.#lastSweep = { node, isNumbered }
    return isNumbered
  }

  #saysNumber(sweep: Node | undefined): boolean {
    const [dir, subdir] = ['dir', 'subdir'].map((key) => entryAt(sweep, key))
    const isOwn =
      dir?.kind === 'string'
        ? dir.value === this.#place.named
        : dir?.kind === 'interpolation' && dir.value.replaceAll(/\$\{now:[^{}]*\}/g, '').indexOf('${') < 0
    return isOwn && subdir?.kind === 'interpolation' && subdir.value === '${hydra.job.num}'
  }

  /** @param dir the sweep's directory, which may have become another than the one that it wanted */
  assign(num: number, dir: string): string {
    const wanted = this.#wanted.get(num) ?? join(this.#place.dir, String(num))
    const way = relative(this.#place.dir, wanted)
    const isOutside = way.startsWith('..')
    if (isOutside) this.#onOutside()
    const base = isOutside ? wanted : join(dir, way)
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`
      if (this.#taken.has(name) || existsSync(name)) continue
      this.#taken.add(name)
      return name
    }
  }
}

/** The names on the way from the sweep's directory to another one. Both are absolute. */
function stepsTo(dir: string, sweep: string): string[] {
  // Most lie in it, and need not be looked for.
  const way = dir.startsWith(sweep + sep) && !dir.includes('..') ? dir.slice(sweep.length + 1) : relative(sweep, dir)
  return way.split(sep)
}

const OWN_NAMES: readonly string[] = ownNames()

function ofTheSweep(name: string, { hydra }: Config): ConfigError {
  return new ConfigError({
    code: 'output-collision',
    path: 'hydra.sweep.subdir',
    message: `hydra.sweep.subdir: '${name}' is a name of what the sweep itself writes`,
    source: entryAt(hydra, 'sweep', 'subdir')?.source,
    hint: 'a name of the job such as ${hydra.job.num}',
  })
}

function elsewhere(dir: string, sweep: string): Diagnostic {
  return {
    code: 'outside-run-directory',
    path: 'hydra.sweep.dir',
    message: `a job of the sweep in '${shownPath(sweep)}' lies elsewhere, in '${shownPath(dir)}'`,
    hint: 'only where it was started does it write elsewhere than in its own directory: start it anew',
  }
}
