/** Names in a message: the first of them where there are many. */
export function shortList(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name))
  return names.length > most ? `${shown.join(', ')}, … (${names.length} in all)` : shown.join(', ')
}
