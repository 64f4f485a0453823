import { nearest } from '../../util/suggest.js'

/** Words that name the same in Lightning's users' names, and here. */
const SAME: Readonly<Record<string, string>> = { validation: 'val', valid: 'val', training: 'train', accuracy: 'acc' }

/** From what is most often meant to what hardly ever is. Names of a batch and rates say how it goes, not how well. */
const USEFUL = [/^avg_/, /^learning_curve\/val\/loss/, /^learning_curve\/val\//, /^task\/val\//, /^learning_curve\//]
const USELESS = /^lr-|_batch$/

/**
 * A hint at the metric that was meant by a name that nothing logs: one that has all its words, such as
 * `learning_curve/val/loss_cls` for `val_loss`, or one that is written alike; else an example that has the most of
 * them.
 * @param logged names that are logged
 */
export function metricHint(typed: string, logged: readonly string[]): string | undefined {
  const words = wordsOf(typed)
  const shared = (name: string) => wordsOf(name).filter((word) => words.includes(word)).length
  const [first] = sorted(logged, (name) => -Math.min(shared(name), words.length))
  if (first !== undefined && shared(first) >= words.length) return `did you mean '${first}'?`
  const alike = nearest(typed, logged)
  if (alike !== undefined) return `did you mean '${alike}'?`
  return first === undefined || USELESS.test(first) ? undefined : `for example '${first}'`
}

/** From what is most often meant to what hardly ever is, without names that say nothing of how good a run is. */
export function mostUseful(names: readonly string[]): string[] {
  return sorted(names, () => 0).filter((name) => !USELESS.test(name))
}

/** By an order of one's own, then by what is most often meant; else as they were. */
function sorted(names: readonly string[], order: (name: string) => number): string[] {
  const place = (name: string) => {
    const useful = USEFUL.findIndex((pattern) => pattern.test(name))
    return USELESS.test(name) ? USEFUL.length + 1 : useful < 0 ? USEFUL.length : useful
  }
  return [...names].sort((a, b) => order(a) - order(b) || place(a) - place(b))
}

function wordsOf(name: string): string[] {
  const words = name.toLowerCase().split(/[\W_]+/)
  return [...new Set(words.filter(Boolean).map((word) => (Object.hasOwn(SAME, word) ? (SAME[word] as string) : word)))]
}
