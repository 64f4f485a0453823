// What an answer of ours must have in common with the one recorded from Hydra and OmegaConf.

/**
 * @typedef {{id: string, kind: string, expect: any, tree?: string, args?: string[], env?: Record<string, string>}}
 * Vector
 */

const text = (value) => JSON.stringify(value ?? null)
const equal = (a, b) => text(a) === text(b)
const isError = (value) => value?.error === true

/** Order aside. */
const sorted = (list) => (Array.isArray(list) ? list.map(text).sort() : list)
const equalBags = (a, b) => equal(sorted(a), sorted(b))
const equalObjects = (a, b) => equalBags(Object.entries(a ?? {}), Object.entries(b ?? {}))

/** An error there must be one here; which one is our own affair. */
const equalOrErrors = (got, want) => (isError(want) ? isError(got) : equal(got, want))

/** Hydra's help texts and its own node are no measure of ours. */
const hydrasOwn = /^(--help|--hydra-help|--info|--version|--shell-completion|-h|-i|-sc|hydra|all)$/

/** @param {Vector} vector */
export function isComparable(vector) {
  return vector.kind !== 'run' || !vector.args.some((arg) => hydrasOwn.test(arg))
}

const fields = {
  'override-parse'(got, want) {
    const plain = ['type', 'key_or_group', 'package', 'value_type', 'key_element'].map((name) => [
      name,
      equal(got[name], want[name]),
    ])
    const bag = want.value_unordered === true
    return [
      ...plain,
      ['value', bag ? equalBags(got.value, want.value) : equal(got.value, want.value)],
      ['value_str', bag || !('value_str' in want) || equalOrErrors(got.value_str, want.value_str)],
      ['sweep', !('sweep' in want) || want.sweep_truncated === true || equalSweeps(got.sweep, want)],
    ]
  },
  compose(got, want) {
    return [
      ['config', equal(got.config, want.config)],
      ['resolved', equalOrErrors(resolvedOf(got), resolvedOf(want))],
      ['defaults_list', equal(got.defaults_list, want.defaults_list)],
      ['choices', equalObjects(got.choices, want.choices)],
      ['override_dirname', equal(got.override_dirname, want.override_dirname)],
    ]
  },
  sweep(got, want) {
    const unordered = want.jobs_unordered
    const same = unordered ? equalBags(got.jobs?.map(sorted), unordered.map(sorted)) : equal(got.jobs, want.jobs)
    return [['jobs', same]]
  },
  'yaml-load': (got, want) => [
    ['value', equal(got.value, want.value)],
    ['dump', !('dump' in want) || equal(got.dump, want.dump)],
  ],
  run(got, want, { args }) {
    const exit = ['exit_code', (got.exit_code === 0) === (want.exit_code === 0)]
    if (want.exit_code !== 0) return [exit]
    const printed = args.some((arg) => arg === '--cfg' || arg === '-c')
    const written = Object.entries(want.files ?? {}).filter(([name]) => name.endsWith('.yaml'))
    return [
      exit,
      ['stdout', !printed || equal(got.stdout?.trimEnd(), want.stdout.trimEnd())],
      ...written.map(([name, content]) => [name, equal(comparable(got.files?.[name]), comparable(content))]),
    ]
  },
  value: (got, want) => [['value', equal(got.value, want.value)]],
}

/**
 * A file without what is Hydra's own, or ours, in its hydra node: texts of help, names of classes, a version, where the
 * node comes from.
 */
function comparable(text) {
  if (!text?.startsWith('hydra:\n')) return text
  return text
    .replace(/^ {2}(help|hydra_help):\n(?: {4}.*\n|\n)*/gm, '')
    .replace(/^( {2}(?:launcher|sweeper):\n {4}_target_| {4}version): .*/gm, '$1')
    .replace(/^ {4}- path: .*\n {6}schema: .*\n(?= {6}provider: hydra$)/m, '    - ')
}

const resolvedOf = (answer) => (answer.resolved === '$same' ? answer.config : answer.resolved)

function equalSweeps(got, want) {
  return want.sweep_unordered ? equalBags(got, want.sweep) : equalOrErrors(got, want.sweep)
}

/**
 * What differs, or nothing.
 * @param {Vector} vector
 * @param {{value: any} | {error: Error}} outcome what the adapter's function returned or threw
 * @returns {string[]}
 */
export function differences(vector, outcome) {
  const { expect } = vector
  if (isError(expect)) return 'error' in outcome ? [] : ['accepted, but Hydra rejects it']
  if ('error' in outcome) return [`rejected: ${outcome.error.message}`]
  return (fields[vector.kind] ?? fields.value)(outcome.value, expect, vector)
    .filter(([, same]) => !same)
    .map(([name]) => name)
}
