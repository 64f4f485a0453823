import { type Config, resolveOptions } from '../compose/index.js'
import { select, toYaml } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { instantiate } from '../registry/instantiate.js'
import type { Registry } from '../registry/registry.js'
import { fillNode } from '../schema/fill-defaults.js'
import { validateComponent } from '../schema/validate-component.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { describeThrown } from '../util/thrown.js'

/** What came of a job. */
export interface JobReturn {
  status: 'completed' | 'failed'
  /** What the task gave back, or what it threw. */
  return_value: unknown
  overrides: readonly string[]
  /** The job's directory, absolute. */
  output_dir: string
  /** `hydra.job.name`. */
  task_name: string
}

/**
 * A component of the group `hydra/callbacks`, called where Hydra calls one. A config is the job's, which knows its
 * directory; that of a sweep knows of no job. What a callback throws is told, and changes nothing else.
 */
export interface HydraCallback {
  /** A run or a sweep is composed. */
  on_compose_config?(config: Config, about: { config_name: string | null; overrides: readonly string[] }): unknown
  /** Of a single run, before and after its one job. */
  on_run_start?(config: Config): unknown
  on_run_end?(config: Config, about: { job_return: JobReturn }): unknown
  /** In the process of the sweep, before its first job and after its last. */
  on_multirun_start?(config: Config): unknown
  on_multirun_end?(config: Config): unknown
  /** In the process of the job: its directory is there. */
  on_job_start?(config: Config, about: { task_name: string }): unknown
  on_job_end?(config: Config, about: { job_return: JobReturn }): unknown
}

type Event = keyof HydraCallback

/** The callbacks of one config. */
export class HydraCallbacks {
  /** The config that named them, which knows its run. */
  readonly config: Config
  readonly #callbacks: readonly (readonly [name: string, callback: HydraCallback])[]
  readonly #warn: (warning: Diagnostic) => void

  constructor(
    config: Config,
    callbacks: readonly (readonly [string, HydraCallback])[],
    warn: (warning: Diagnostic) => void,
  ) {
    this.config = config
    this.#callbacks = callbacks
    this.#warn = warn
  }

  /** Calls each, one after the other; at an end the last one first, as Hydra does. */
  async notify<E extends Event>(event: E, ...given: Parameters<NonNullable<HydraCallback[E]>>): Promise<void> {
    const order = event.endsWith('_end') ? [...this.#callbacks].reverse() : this.#callbacks
    for (const [name, callback] of order) {
      try {
        await (callback[event] as ((...all: unknown[]) => unknown) | undefined)?.call(callback, ...given)
      } catch (error) {
        const path = `hydra.callbacks.${name}`
        const message = `${path}: ${describeThrown(error, { kind: false })}`
        this.#warn({ code: 'hydra-callback', path, message, severity: 'warning' })
      }
    }
  }
}

/** A process has one of each: it may count the jobs that it sees. */
const opened = new WeakMap<Registry, Map<string, HydraCallback>>()

/**
 * Makes the callbacks that `hydra.callbacks` names. What is not registered is left out: it is told elsewhere.
 * @param config knows its run, so that `${…}` in their parameters resolve
 * @throws ConfigError where the parameters of one are wrong
 */
export async function openCallbacks(
  config: Config,
  registry: Registry,
  facts: { now: Date; env: NodeJS.ProcessEnv; warn: (warning: Diagnostic) => void },
): Promise<HydraCallbacks> {
  const root = config.parts.full
  const all = select(root, 'hydra.callbacks', resolveOptions(config, facts))
  const nodes: [name: string, node: MapNode][] = []
  const wrong: Diagnostic[] = []
  for (const [key, given] of all?.kind === 'map' ? all.entries : []) {
    const name = String(key)
    const target = given.kind === 'map' ? given.entries.get('_target_') : undefined
    if (target?.kind !== 'string' || registry.find(target.value)?.group !== 'hydra/callbacks') continue
    const node = fillNode(given, registry) as MapNode
    nodes.push([name, node])
    wrong.push(...(await validateComponent({ node, path: `hydra.callbacks.${name}` }, root, registry)))
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  const made = opened.get(registry) ?? new Map<string, HydraCallback>()
  opened.set(registry, made)
  const callbacks: [string, HydraCallback][] = []
  for (const [name, node] of nodes) {
    const key = `${name}\n${toYaml(node)}`
    const callback = made.get(key) ?? ((await instantiate(node, { registry })) as HydraCallback)
    made.set(key, callback)
    callbacks.push([name, callback])
  }
  return new HydraCallbacks(config, callbacks, facts.warn)
}
