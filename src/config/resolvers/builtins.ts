import type { Builtin } from './builtin.js'
import { deprecated } from './deprecated.js'
import { dictKeys, dictValues } from './dict.js'
import { env } from './env.js'
import { hydra, now } from './hydra.js'
import { create, decode, select } from './value.js'

/** OmegaConf's own resolvers, and Hydra's. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['oc.create', { least: 1, most: 1, call: create }],
  ['oc.decode', { least: 1, most: 1, call: decode }],
  ['oc.deprecated', { least: 1, most: 2, call: deprecated }],
  ['oc.dict.keys', { least: 1, most: 1, call: dictKeys }],
  ['oc.dict.values', { least: 1, most: 1, call: dictValues }],
  ['oc.env', { least: 1, most: 2, call: env }],
  ['oc.select', { least: 1, most: 2, call: select }],
  ['hydra', { least: 1, most: 1, call: hydra }],
  ['now', { least: 1, most: 1, useCache: true, call: now }],
])
