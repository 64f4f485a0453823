/** Metrics that belong in one chart; the first pattern that fits takes a metric. */
const GROUPS: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['loss', /^(learning_curve\/(train|val)\/loss_cls|task\/train\/loss_cls|train\/loss_cls_batch)$/],
  ['accuracy', /^(learning_curve\/(train|val)\/acc|task\/train\/acc|train\/acc_batch)$/],
  ['training loss by task', /^task\/train\/loss_cls_./],
  ['training accuracy by task', /^task\/train\/acc_./],
  ['validation accuracy by task', /^task\/val\/acc_./],
  ['validation loss by task', /^task\/val\/loss_cls_./],
  ['learning rate', /^lr-/],
  ["cosine of tasks' gradients", /^grad_cosine_/],
  ["conflicts of tasks' gradients", /^grad_conflict_rate$/],
  ['gradient norm', /grad/],
]

/** More charts than this are not looked at. */
const MOST_CHARTS = 60

/**
 * Names of metrics by the title of the chart in which they belong, in the order of the charts. One that nobody knows
 * has a chart of its own, with the same of other tasks.
 */
export function groupMetrics(names: Iterable<string>): Map<string, string[]> {
  const { compare } = new Intl.Collator('en', { numeric: true })
  const groups = new Map<string, string[]>(GROUPS.map(([title]) => [title, []]))
  for (const name of [...names].sort(compare)) {
    const own = name.replace(/(?<=.)_\d+$/, '')
    const known = GROUPS.find(([, pattern]) => pattern.test(name))?.[0]
    const title = known ?? (groups.has(own) || groups.size < MOST_CHARTS ? own : 'other metrics')
    const members = groups.get(title)
    if (members) members.push(name)
    else groups.set(title, [name])
  }
  return new Map([...groups].filter(([, members]) => members.length > 0))
}
