/** What a command's usage line says that it takes. */
export interface Usage {
  /** One for each word: `RUN_DIR`, `KEY`, `bash|zsh|fish`; the last one repeats where it is written with `…`. */
  operands: readonly string[]
  repeats: boolean
  /** The values of its flags, by name: `in` → `DIR`. */
  flagValues: ReadonlyMap<string, string>
  overrides: boolean
}

/**
 * Reads `reproduce RUN_DIR [--in DIR]`: the help's line is all that completion needs to know. Of several forms
 * (`init [DIR] | init --from-hydra DIR`) the first one's operands count, and all flags.
 */
export function readUsage(usage: string): Usage {
  const command = usage.split(' ')[0] as string
  const flagValues = new Map<string, string>()
  const plain = usage
    .replaceAll(` | ${command} `, ' | ')
    .replace(/--([\w-]+)(?: ([^\s\][|-][^\s\]]*))?/g, (_, name, value) => {
      if (value !== undefined) flagValues.set(name, value)
      return ''
    })
    .slice(command.length)
    .replace(/[[\]]/g, '')
  const forms = plain.split(' | ').map((form) => form.split(' ').filter((word) => word !== ''))
  const words = forms[0] as string[]
  const operands = words.filter((word) => word !== 'overrides')
  // Words to write as they are: `list | check NAME… | fetch NAME…`.
  const verbs = forms.map(([first]) => first ?? '')
  if (verbs.length > 1 && verbs.every((verb) => /^[a-z]+$/.test(verb))) operands[0] = verbs.join('|')
  return {
    operands: operands.map((word) => word.replace('…', '')),
    repeats: operands.some((word) => word.endsWith('…')),
    flagValues,
    overrides: operands.length < words.length,
  }
}
