/**
 * What a YAML text may ask of the reader. Far above any config; low enough that no text can hang or exhaust the
 * process.
 */
export const yamlLimits = {
  /** UTF-16 code units. */
  textLength: 10_000_000,
  /** Lists and mappings in one another. */
  depth: 128,
  /** Nodes, each alias counted as what it stands for. */
  nodes: 1_000_000,
  /** Digits of an int, of which Python takes as many decimal ones; also in other bases. */
  intDigits: 4300,
} as const

export const tooDeep = `lists and mappings are nested more than ${yamlLimits.depth} deep`
