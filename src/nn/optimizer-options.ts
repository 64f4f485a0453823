import type { Parameter } from './parameter.js'

/** The hyperparameters of any optimizer, as the config names them. */
export interface Hyperparameters {
  /** Learning rate, ≥ 0. */
  lr: number
}

/** Hyperparameters that differ for a part of the model: those left out or null are the optimizer's own. */
export type ParamGroups<H> = { readonly [section: string]: { readonly [K in keyof H]?: H[K] | null } | null }

/** Hyperparameters of one task's head. */
export type HeadGroup<H> = { readonly [K in keyof H]?: H[K] | null } & {
  /** Not trained. Default: false. */
  readonly frozen?: boolean
}

/** How torch computes its updates, not what: accepted so that torch's configs validate, and without effect. */
interface ImplementationSwitches {
  foreach?: false | null
  fused?: false | null
  capturable?: false | null
  differentiable?: false | null
}

/** What an optimizer is made of: every key may be left out or null, and then is torch's default. */
export type OptimizerParams<H> = { readonly [K in keyof H]?: H[K] | null } & {
  readonly param_groups?: ParamGroups<H> | null
} & ImplementationSwitches

/** The part of the model that a parameter belongs to: `backbone` of `backbone.fc.0.weight`. */
export function sectionOf(parameter: Parameter): string {
  return parameter.name.split('.', 1)[0] as string
}

/** @returns `defaults` with the values of `given` that are neither undefined nor null. */
export function withDefaults<H extends object>(
  defaults: H,
  given: { readonly [K in keyof H]?: H[K] | null } | null | undefined,
): H {
  const result = { ...defaults }
  for (const key of Object.keys(defaults) as (keyof H)[]) {
    const value = given?.[key]
    if (value !== undefined && value !== null) result[key] = value as H[keyof H]
  }
  return result
}
