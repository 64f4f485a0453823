const LITERAL = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/

const SIGNS: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPE = /\\(?:(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g

/** The text of a Python string; undefined for bytes, f-strings and what Python itself refuses. */
export function stringLiteral(literal: string): string | undefined {
  const [, prefix = '', , body = ''] = LITERAL.exec(literal) ?? [undefined, 'b']
  if (!/^[ru]?$/i.test(prefix)) return undefined
  const text = body.replaceAll('\r\n', '\n')
  if (/r/i.test(prefix)) return text
  let isSound = true
  const read = text.replace(ESCAPE, (whole, hex?: string, octal?: string, sign?: string) => {
    const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex.slice(1), 16)
    if (sign === 'N' || code > 0x10ffff) {
      isSound = false
      return ''
    }
    return sign === undefined ? String.fromCodePoint(code) : (SIGNS[sign] ?? whole)
  })
  return isSound ? read : undefined
}
