import { ArithmeticError, type Value } from '../../config/packs/arithmetic.js'
import { expression } from '../../config/packs/evaluate.js'

/** As Python's code has it: `lambda epoch: 0.95 ** epoch`. */
const LAMBDA = /^\s*lambda\s+([A-Za-z_]\w*)\s*:/

/** A factor by the number of steps of a schedule. */
export type LrLambda = (epoch: number) => number

/**
 * Reads an expression of `epoch` (or `step`, which is the same): arithmetic, no code.
 * @throws ArithmeticError where it is none, and, when it is called, where it gives no finite number
 */
export function lrLambda(text: string): LrLambda {
  let now = 0n
  const variable = (): Value => now
  const [prefix = '', own] = LAMBDA.exec(text) ?? []
  const variables = own === undefined ? { epoch: variable, step: variable } : { [own]: variable }
  const compute = expression(text.slice(prefix.length), variables)
  return (epoch) => {
    now = BigInt(epoch)
    const value = compute()
    const factor = typeof value === 'string' || Array.isArray(value) || value === null ? Number.NaN : Number(value)
    if (!Number.isFinite(factor)) throw new ArithmeticError(`it gives no finite number for epoch ${epoch}`)
    return factor
  }
}

/** Why an expression is no factor; undefined: it is one, for so many steps at least. */
export function lambdaFault(text: string, steps: number): string | undefined {
  try {
    const factor = lrLambda(text)
    for (let step = 0; step <= steps; step++) factor(step)
  } catch (error) {
    if (error instanceof ArithmeticError) return error.message
    throw error
  }
  return undefined
}
