/** Names that mean the same in papers and other libraries, and here; without `loss`, `_` and capitals. */
const meanings: readonly (readonly string[])[] = [
  ['l1', 'mae', 'meanabsoluteerror', 'absoluteerror'],
  ['mse', 'l2', 'meansquarederror', 'squarederror'],
  ['huber', 'smoothl1'],
  ['crossentropy', 'ce', 'nll', 'xent', 'softmax', 'categoricalcrossentropy'],
  ['binarycrossentropy', 'bce', 'bcewithlogits', 'logistic'],
  ['acc', 'accuracy'],
  ['auroc', 'auc', 'rocauc'],
  ['uncertainty', 'uw', 'kendall'],
  ['geometricmean', 'gls'],
  ['static', 'ew', 'sum'],
  ['mean', 'equal', 'average', 'uniform'],
  ['dualproj', 'gem'],
  ['rlw', 'random'],
  ['conflictfree', 'config'],
]

const meaningOf = new Map(meanings.flatMap((names, meaning) => names.map((name) => [name, meaning] as const)))

/** Whether two names are of the same thing. */
export function sameMeaning(a: string, b: string): boolean {
  const meaning = meaningOf.get(plain(a))
  return meaning !== undefined && meaning === meaningOf.get(plain(b))
}

function plain(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[_\s.-]/g, '')
  return letters.length > 4 ? letters.replace(/loss$/, '') : letters
}
