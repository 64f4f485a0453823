/** What packs bring, by name. A pack itself is loaded where a project asks for it. */
export const packs = {
  math: ['eval', 'multiply', 'times', 'add', 'subtract', 'divide', 'div_up', 'eq', 'if', 'len', 'range', 'join'],
} as const

/** How a project gets a resolver that a pack has; undefined: none has it. */
export function packHint(resolver: string): string | undefined {
  const found = Object.entries(packs).find(([, names]) => (names as readonly string[]).includes(resolver))
  return found && `the pack ${found[0]} has it: "polyhead": {"resolvers": ["${found[0]}"]} in package.json`
}
