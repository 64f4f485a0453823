import * as tf from '@tensorflow/tfjs-core'
import { hostConstants, recordsStep } from '../compile/host-work.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Optimizer, ParamGroup } from './optimizer.js'
import {
  type HeadGroup,
  type Hyperparameters,
  type OptimizerParams,
  type ParamGroups,
  sectionOf,
  withDefaults,
} from './optimizer-options.js'
import { exportOptimizerState, importOptimizerState } from './optimizer-state.js'
import type { Gradient, Parameter, StateDict } from './parameter.js'
import { newParameterState, type ParameterState, ParameterUpdate } from './parameter-update.js'

/** Groups, state and the walk over the gradients; a subclass has the formula. */
export abstract class BaseOptimizer<H extends Hyperparameters> implements Optimizer {
  readonly groups: (ParamGroup & H)[] = []
  /** The hyperparameters outside any group of its own. */
  readonly defaults: Readonly<H>
  private readonly overrides: ParamGroups<H> | null | undefined
  private readonly states = new Map<Parameter, { state: ParameterState; group: ParamGroup & H }>()

  constructor(
    readonly name: string,
    params: OptimizerParams<H>,
    torchDefaults: H,
  ) {
    this.defaults = withDefaults(torchDefaults, params as { readonly [K in keyof H]?: H[K] | null })
    this.overrides = params.param_groups as ParamGroups<H> | null | undefined
  }

  /** Of the defaults. */
  get slots(): number {
    return this.slotsOf(this.defaults)
  }

  /** The hyperparameters that any parameter can have: the defaults, and those of each of `param_groups`. */
  protected allOptions(): H[] {
    const heads = this.ownTasks.map((taskId) => this.#optionsOf(`heads.${taskId}`))
    return [this.defaults, ...Object.keys(this.overrides ?? {}).map((name) => this.#optionsOf(name)), ...heads]
  }

  get ownTasks(): readonly number[] {
    return Object.keys(this.overrides?.heads ?? {})
      .filter((key) => /^\d+$/.test(key))
      .map(Number)
  }

  freezesTask(taskId: number): boolean {
    return this.#ofTask(String(taskId))?.frozen === true
  }

  /** The head of a task that has a group of its own is a part of the model by itself. */
  #sectionOf(parameter: Parameter): string {
    const section = sectionOf(parameter)
    const [own, ...others] = parameter.segments ?? []
    const isOwn = section === 'heads' && own !== undefined && others.length === 0 && this.#ofTask(String(own.taskId))
    return isOwn ? `heads.${own.taskId}` : section
  }

  /** Those of a task's head, else of all heads, else the defaults. */
  #optionsOf(name: string): H {
    const [section = '', task] = name.split('.')
    const ofSection = withDefaults(this.defaults, this.overrides?.[section])
    return task === undefined ? ofSection : withDefaults(ofSection, this.#ofTask(task))
  }

  #ofTask(task: string): HeadGroup<H> | undefined {
    return (this.overrides?.heads as { readonly [task: string]: HeadGroup<H> } | null | undefined)?.[task]
  }

  /**
   * One group for all, or, with `param_groups`, one for each part of the model (`backbone`, `heads`, and heads that
   * have one of their own). Leaves out frozen ones.
   */
  attach(parameters: readonly Parameter[]): void {
    if (this.groups.length > 0) throw new Error(`${this.name} is attached already`)
    const sections = new Map<string, Parameter[]>()
    for (const parameter of parameters) {
      if (parameter.frozen) continue
      const section = this.overrides ? this.#sectionOf(parameter) : 'all'
      sections.set(section, [...(sections.get(section) ?? []), parameter])
    }
    for (const [name, members] of sections) {
      const group = {
        ...this.#optionsOf(name),
        name,
        parameters: members,
      } as unknown as ParamGroup & H
      this.groups.push(group)
      for (const parameter of members) this.states.set(parameter, { state: newParameterState(parameter), group })
    }
  }

  step(gradients: readonly Gradient[]): void {
    for (const gradient of gradients) {
      const entry = this.states.get(gradient.parameter)
      if (!entry || (!recordsStep() && gradient.present?.every((present) => !present))) continue
      // One by one, so that the memory of one update's terms serves the next.
      tf.tidy(() => this.update(new ParameterUpdate(entry.state, gradient), hostConstants(entry.group)))
    }
  }

  async stateDict(): Promise<StateDict> {
    return await exportOptimizerState([...this.states.values()].map(({ state }) => state))
  }

  /** @throws ConfigError where the state is another model's or another optimizer's. */
  loadStateDict(state: StateDict): void {
    const unknown = importOptimizerState(
      [...this.states.values()].map((entry) => entry.state),
      state,
    )
    if (unknown.length === 0) return
    const names = unknown.slice(0, 3).join(', ')
    throw new ConfigError({
      code: 'state-mismatch',
      path: 'optimizer',
      message: `the saved state is not that of this ${this.name} and model: it holds ${unknown.length} other tensors or shapes (${names} …)`,
    })
  }

  /** Frees the state's tensors. */
  dispose(): void {
    for (const { state } of this.states.values()) {
      for (const slot of state.slots.values()) slot.dispose()
      state.slots.clear()
    }
  }

  /** How many slots an update with these hyperparameters asks for. */
  protected slotsOf(_options: Readonly<H>): number {
    return 0
  }

  /**
   * One parameter's new value by torch's formula; runs inside `tf.tidy`. What a scheduler changes (`options.lr`) is to
   * be read within the functions given to `update`: a step that is replayed calls those again, and nothing else.
   */
  protected abstract update(update: ParameterUpdate, options: Readonly<H>): void
}
