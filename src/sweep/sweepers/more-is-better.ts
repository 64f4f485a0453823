const MORE_IS_BETTER = /acc|auc|f1|score|reward|precision|recall/i
const LESS_IS_BETTER = /loss|err|regret|cost/i

/** Whether a metric's name says that it is the better the greater it is. */
export function moreIsBetter(name: string): boolean {
  return MORE_IS_BETTER.test(name) && !LESS_IS_BETTER.test(name)
}
