// The exact form in which the vectors hold values: see docs/hydra-differences.md.

/** An int: a JSON number where it is exact, else its digits. */
export function tagInt(value) {
  return Number.isSafeInteger(Number(value)) ? Number(value) : { $int: String(value) }
}

/** A float: always `{"$float": text}`, as Python writes it. */
export function tagFloat(value) {
  return { $float: floatText(value) }
}

/** A map's tagged `[key, value]` pairs: an object where every key is a string that keeps its place in one. */
export function tagMap(pairs) {
  const plain = pairs.every(
    ([key]) => typeof key === 'string' && !/^\$/.test(key) && !/^(0|[1-9][0-9]*)$/.test(key) && key !== '__proto__',
  )
  return plain ? Object.fromEntries(pairs) : { $dict: pairs }
}

function floatText(value) {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
