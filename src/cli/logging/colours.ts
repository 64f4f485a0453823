/** Colours of `colorlog`, by the codes of their escape sequences. */
const FOREGROUND: Readonly<Record<string, number>> = {
  black: 30,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  purple: 35,
  cyan: 36,
  white: 37,
  light_black: 90,
  light_red: 91,
  light_green: 92,
  light_yellow: 93,
  light_blue: 94,
  light_purple: 95,
  light_cyan: 96,
  light_white: 97,
}

/** Ends every colour. */
export const RESET = '0'

/** What `colorlog` paints a level in unless its config says otherwise. */
export const LEVEL_COLOURS: Readonly<Record<string, string>> = {
  DEBUG: 'white',
  INFO: 'green',
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: 'bold_red',
}

/** The codes of a colour of `colorlog`: `bold_red` is `1;31`. Undefined where there is no such colour. */
export function colourCodes(name: string): string | undefined {
  const special = { reset: RESET, bold: '1', thin: '2' }[name]
  if (special !== undefined) return special
  const [, side, style, colour = ''] = /^(fg_|bg_)?(bold_|thin_)?(\w+)$/.exec(name) ?? []
  const base = side === 'bg_' ? 10 : 0
  if (side && !style && /^\d+$/.test(colour) && Number(colour) < 256) return `${base + 38};5;${Number(colour)}`
  const code = Object.hasOwn(FOREGROUND, colour) ? (FOREGROUND[colour] as number) : undefined
  if (code === undefined) return undefined
  // A background has no bold: its bright colours go by that name.
  if (side === 'bg_') return style === 'thin_' ? undefined : String((style && code < 90 ? code + 60 : code) + base)
  return style ? `${style === 'bold_' ? 1 : 2};${code}` : String(code)
}
