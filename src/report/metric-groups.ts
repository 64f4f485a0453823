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
  ['other metrics', /./],
]

/** Names of metrics by the title of the chart in which they belong, in the order of the charts. */
export function groupMetrics(names: Iterable<string>): Map<string, string[]> {
  const { compare } = new Intl.Collator('en', { numeric: true })
  const groups = new Map<string, string[]>(GROUPS.map(([title]) => [title, []]))
  for (const name of [...names].sort(compare)) {
    const title = GROUPS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other metrics'
    groups.get(title)?.push(name)
  }
  return new Map([...groups].filter(([, members]) => members.length > 0))
}
