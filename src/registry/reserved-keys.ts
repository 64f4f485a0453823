/** Keys of a component's node that are `instantiate`'s own, not the component's. */
export const reservedKeys: ReadonlySet<string> = new Set([
  '_target_',
  '_args_',
  '_partial_',
  '_recursive_',
  '_convert_',
  '_shared_',
])
