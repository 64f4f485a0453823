import { orList } from '../../util/or-list.js'
import { didYouMean } from '../../util/suggest.js'
import type { Value } from './option.js'

/** What is wrong with a value. */
export interface WrongValue {
  /** Goes on from its name: `takes best or final, not 'first'`. */
  message: string
  hint?: string
}

/** A word as the value that is declared, or what is wrong with it. */
export function readValue(
  word: string,
  { type, choices, least, looks }: Value,
): { value: string | number } | WrongValue {
  if (choices) {
    if (choices.includes(word)) return { value: word }
    return { message: `takes ${orList(choices)}, not '${word}'`, hint: didYouMean(word, choices) }
  }
  if (looks && !looks.like.test(word)) return { message: `takes what looks like ${looks.such}, not '${word}'` }
  if (type !== 'number' && type !== 'integer') return { value: word }
  const value = Number(word)
  const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(word)
  const whole = type === 'number' || Number.isSafeInteger(value)
  if (decimal && whole && Number.isFinite(value) && value >= (least ?? Number.NEGATIVE_INFINITY)) return { value }
  const kind = type === 'integer' ? 'a whole number' : 'a number'
  return { message: `takes ${kind}${least === undefined ? '' : ` ≥ ${least}`}, not '${word}'` }
}
