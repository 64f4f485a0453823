/** Which styles can carry a text, as PyYAML's emitter judges it. */
export interface Analysis {
  empty: boolean
  multiline: boolean
  plain: boolean
  single: boolean
  block: boolean
}

const SIMPLE = /^[A-Za-z0-9_./$][A-Za-z0-9_./$+-]*$/
const INDICATORS = '#,[]{}&*!|>\'"%@`'

function isBreak(c: string): boolean {
  return c === '\n' || c === '\x85' || c === '\u2028' || c === '\u2029'
}

function isBlank(c: string | undefined): boolean {
  return c === undefined || c === ' ' || c === '\t' || c === '\r' || c === '\0' || isBreak(c)
}

function isPrintable(c: string): boolean {
  if (c === '\n' || (c >= ' ' && c <= '~')) return true
  const point = c.codePointAt(0) as number
  return (
    point === 0x85 ||
    (point >= 0xa0 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd && point !== 0xfeff) ||
    (point >= 0x10000 && point < 0x10ffff)
  )
}

/** Looks at every character once. `chars` are code points. */
export function analyze(text: string, chars: readonly string[] | string): Analysis {
  if (text === '') return { empty: true, multiline: false, plain: true, single: true, block: false }
  if (SIMPLE.test(text) && !text.startsWith('...'))
    return { empty: false, multiline: false, plain: true, single: true, block: true }
  let indicators = text.startsWith('---') || text.startsWith('...')
  let breaks = false
  let special = false
  let spaceBreak = false
  let breakSpace = false
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i] as string
    const before = i > 0 ? (chars[i - 1] as string) : undefined
    const alone = isBlank(chars[i + 1])
    if (i === 0) {
      if (INDICATORS.includes(c) || ((c === '?' || c === ':' || c === '-') && alone)) indicators = true
    } else if ((c === ':' && alone) || (c === '#' && isBlank(before))) indicators = true
    // NEL would be read back as a space, outside of double quotes.
    if (!isPrintable(c) || c === '\x85') special = true
    if (isBreak(c)) {
      breaks = true
      if (before === ' ') spaceBreak = true
    } else if (c === ' ' && before !== undefined && isBreak(before)) breakSpace = true
  }
  const first = chars[0] as string
  const last = chars[chars.length - 1] as string
  const edges = first === ' ' || isBreak(first) || last === ' ' || isBreak(last)
  const onlyDouble = spaceBreak || special
  return {
    empty: false,
    multiline: breaks,
    plain: !(edges || breakSpace || onlyDouble || breaks || indicators),
    single: !(breakSpace || onlyDouble),
    block: !(last === ' ' || onlyDouble),
  }
}
