/** What a command's usage line says that it takes. */
export interface Usage {
  /** One for each word: `RUN_DIR`, `KEY`, `bash|zsh|fish`; the last one repeats where it is written with `…`. */
  operands: readonly string[]
  repeats: boolean
  /** The values of its flags, by name: `in` → `DIR`. */
  flagValues: ReadonlyMap<string, string>
  overrides: boolean
}

/** Reads `reproduce RUN_DIR [--in DIR]`: the help's line is all that completion needs to know. */
export function readUsage(usage: string): Usage {
  const flagValues = new Map<string, string>()
  const words = usage
    .replace(/\[?--([\w-]+)(?:[ =]([^\s\][-][^\s\]]*))?\]?/g, (_, name: string, value?: string) => {
      if (value !== undefined) flagValues.set(name, value)
      return ''
    })
    .split(/\s+/)
    .slice(1)
    .map((word) => word.replace(/[[\]]/g, ''))
    .filter((word) => word !== '')
  const operands = words.filter((word) => !word.startsWith('overrides'))
  return {
    operands: operands.map((word) => word.replace('…', '')),
    repeats: operands.some((word) => word.endsWith('…')),
    flagValues,
    overrides: operands.length < words.length,
  }
}
