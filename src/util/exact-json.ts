/** What JSON has no number for; anything else with this key alone is taken as written. */
const KEY = '$number'

/** JSON that keeps every number: those that JSON lacks (`NaN`, infinities) and −0 become `{"$number": "NaN"}`. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (typeof item !== 'number') return item
    if (Object.is(item, -0)) return { [KEY]: '-0' }
    return Number.isFinite(item) ? item : { [KEY]: String(item) }
  })
}

/** What `stringifyExact` wrote. @throws SyntaxError where the text is no JSON */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_, item) =>
    typeof item === 'object' && item !== null && typeof item[KEY] === 'string' ? Number(item[KEY]) : item,
  )
}
