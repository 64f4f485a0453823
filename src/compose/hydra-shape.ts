/** The type that Hydra gives a key of its own node. */
export type Shape =
  | { readonly kind: 'any' }
  /** With `lists`, a text may be written as a list, which is then its text in Python. */
  | { readonly kind: 'text' | 'int' | 'float' | 'bool'; readonly optional?: true; readonly lists?: true }
  /** A Python enum of this name. Numbered, its names may be given by their numbers, from 1. */
  | {
      readonly kind: 'enum'
      readonly type: string
      readonly names: readonly string[]
      readonly numbered?: true
      readonly optional?: true
    }
  | { readonly kind: 'list'; readonly of: Shape; readonly optional?: true }
  | { readonly kind: 'dict'; readonly of: Shape; readonly optional?: true }
  /** A map with these keys and, from a config file, no others. */
  | { readonly kind: 'node'; readonly fields: Readonly<Record<string, Shape>>; readonly optional?: true }

const any: Shape = { kind: 'any' }
const text: Shape = { kind: 'text' }
const int: Shape = { kind: 'int' }
const optionalText: Shape = { kind: 'text', optional: true }
const texts: Shape = { kind: 'list', of: text }
const anyDict: Shape = { kind: 'dict', of: any }
const node = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'node', fields })

/** The basic launcher's own keys. */
export const basicLauncherShape: Shape = node({ _target_: text })

/** The basic sweeper's own keys. */
export const basicSweeperShape: Shape = node({
  _target_: text,
  max_batch_size: { kind: 'int', optional: true },
  max_failures: { kind: 'int', optional: true },
  filter: { kind: 'text', optional: true },
  params: { kind: 'dict', of: { kind: 'text', lists: true }, optional: true },
})

/** The types of Hydra 1.3's `hydra` node. */
export const hydraShape: Shape & { kind: 'node' } = {
  kind: 'node',
  fields: {
    mode: { kind: 'enum', type: 'RunMode', names: ['RUN', 'MULTIRUN'], numbered: true, optional: true },
    searchpath: texts,
    run: node({ dir: text }),
    sweep: node({ dir: text, subdir: text }),
    hydra_logging: anyDict,
    job_logging: anyDict,
    sweeper: any,
    launcher: any,
    callbacks: anyDict,
    help: node({ app_name: text, header: text, footer: text, template: text }),
    hydra_help: node({ hydra_help: text, template: text }),
    output_subdir: optionalText,
    overrides: node({ hydra: texts, task: texts }),
    job: node({
      name: text,
      chdir: { kind: 'bool', optional: true },
      override_dirname: text,
      id: text,
      num: int,
      config_name: optionalText,
      env_set: { kind: 'dict', of: text },
      env_copy: texts,
      config: node({ override_dirname: node({ kv_sep: text, item_sep: text, exclude_keys: texts }) }),
    }),
    runtime: node({
      version: text,
      version_base: text,
      cwd: text,
      config_sources: { kind: 'list', of: node({ path: text, schema: text, provider: text }) },
      output_dir: text,
      choices: anyDict,
    }),
    verbose: any,
  },
}

/** The shape with another one at a path of its keys. */
export function withShape(shape: Shape, [key, ...rest]: readonly string[], put: Shape): Shape {
  if (key === undefined) return put
  if (shape.kind !== 'node') return shape
  return { kind: 'node', fields: { ...shape.fields, [key]: withShape(shape.fields[key] ?? any, rest, put) } }
}

/** The type at a path below a shape; undefined where none is declared. */
export function shapeAt(shape: Shape, path: readonly unknown[]): Shape | undefined {
  let at: Shape | undefined = shape
  for (const key of path) {
    if (at?.kind === 'node') at = typeof key === 'string' && Object.hasOwn(at.fields, key) ? at.fields[key] : undefined
    else if (at?.kind === 'dict' || at?.kind === 'list') at = at.of
    else return at?.kind === 'any' ? at : undefined
  }
  return at
}
