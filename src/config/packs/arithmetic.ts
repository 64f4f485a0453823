/** What an expression comes to. Ints are bigints, as Python's are unbounded; floats are numbers. */
export type Value = bigint | number | string | boolean | null | Value[]

/** Bits of an int, characters of a text and items of a list that an expression may come to. */
const LARGEST = 4096

/** An expression that cannot be computed. Its message says why. */
export class ArithmeticError extends Error {}

const fail = (why: string): never => {
  throw new ArithmeticError(why)
}

type Numeric = bigint | number

/** Python's type of a value, for messages. */
export function typeOf(value: Value): string {
  if (value === null) return 'None'
  if (Array.isArray(value)) return 'a list'
  return { bigint: 'an int', number: 'a float', string: 'a string', boolean: 'a bool' }[
    typeof value as 'bigint' | 'number' | 'string' | 'boolean'
  ]
}

function numeric(value: Value, operator: string): Numeric {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return typeof value === 'boolean' ? BigInt(value) : fail(`'${operator}' cannot take ${typeOf(value)}`)
}

function bounded(value: bigint): bigint {
  return value.toString(16).length * 4 > LARGEST ? fail('the result is too large') : value
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

function floorModulo(a: number, b: number): number {
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
}

function power(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'bigint' && typeof b === 'bigint' && b >= 0n) {
    const bits = BigInt(a.toString(16).length * 4)
    if (a !== 0n && a !== 1n && a !== -1n && bits * b > BigInt(LARGEST)) fail('the result is too large')
    return a ** b
  }
  const [base, exponent] = [Number(a), Number(b)]
  if (base === 0 && exponent < 0) fail('0 cannot be raised to a negative power')
  if (base < 0 && !Number.isInteger(exponent)) fail('the result is not a real number')
  return base ** exponent
}

const operators = ['+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '|', '^'] as const
type Operator = (typeof operators)[number]

/** Whether a text is one of the operators that `calculate` knows. */
export function isOperator(text: string): text is Operator {
  return operators.includes(text as Operator)
}

/** Bits of ints; of two bools it is a bool. */
function ofBits(operator: '<<' | '>>' | '&' | '|' | '^', left: Value, right: Value): Value {
  const [a, b] = [numeric(left, operator), numeric(right, operator)]
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return fail(`'${operator}' cannot take a float`)
  if (operator === '<<' || operator === '>>') {
    if (b < 0n) return fail('bits are shifted by no negative number')
    if (operator === '>>') return a >> b
    return a === 0n ? a : b > BigInt(LARGEST) ? fail('the result is too large') : bounded(a << b)
  }
  const found = operator === '&' ? a & b : operator === '|' ? a | b : a ^ b
  return typeof left === 'boolean' && typeof right === 'boolean' ? found === 1n : found
}

/** A binary operator of Python's on numbers; `+` and `*` on texts and lists, too. */
export function calculate(operator: Operator, left: Value, right: Value): Value {
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return short(left + right)
    if (Array.isArray(left) && Array.isArray(right)) return short([...left, ...right])
  }
  if (operator === '*') {
    if (isSequence(left) && typeof right === 'bigint') return repeated(left, right)
    if (isSequence(right) && typeof left === 'bigint') return repeated(right, left)
  }
  if (['<<', '>>', '&', '|', '^'].includes(operator)) return ofBits(operator as '&', left, right)
  const [a, b] = [numeric(left, operator), numeric(right, operator)]
  if (operator === '**') return power(a, b)
  if ((operator === '/' || operator === '//' || operator === '%') && Number(b) === 0) fail('division by zero')
  if (typeof a === 'bigint' && typeof b === 'bigint' && operator !== '/') {
    if (operator === '+') return bounded(a + b)
    if (operator === '-') return bounded(a - b)
    if (operator === '*') return bounded(a * b)
    const quotient = floorDivide(a, b)
    return operator === '//' ? quotient : a - quotient * b
  }
  const [x, y] = [Number(a), Number(b)]
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
    case '//':
      return Math.floor(x / y)
    default:
      return floorModulo(x, y)
  }
}

function isSequence(value: Value): value is string | Value[] {
  return typeof value === 'string' || Array.isArray(value)
}

function short<Sequence extends string | Value[]>(value: Sequence): Sequence {
  return value.length > LARGEST ? fail('the result is too large') : value
}

function repeated(value: string | Value[], count: bigint): Value {
  const times = count < 0n ? 0 : Number(count)
  if (times * value.length > LARGEST) fail('the result is too large')
  return typeof value === 'string' ? value.repeat(times) : Array.from({ length: times }, () => value).flat()
}

/** A value without its sign, with the other one, or with all its bits turned. */
export function signed(operator: '+' | '-' | '~', value: Value): Value {
  const number = numeric(value, operator)
  if (operator === '~') return typeof number === 'bigint' ? ~number : fail("'~' cannot take a float")
  return operator === '-' ? -number : number
}

/** Python's `==`: `1 == 1.0`, and `True == 1`. */
export function equal(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => equal(item, b[i] as Value))
  }
  const plain = (value: Value): Value => (typeof value === 'boolean' ? BigInt(value) : value)
  const [x, y] = [plain(a), plain(b)]
  // An int and a float of the same size are the same here, and for JavaScript's loose comparison.
  const mixed = (typeof x === 'bigint' && typeof y === 'number') || (typeof x === 'number' && typeof y === 'bigint')
  // biome-ignore lint/suspicious/noDoubleEquals: compares an int with a float exactly
  return mixed ? x == y : x === y
}

/** Python's order of numbers and of texts. */
export function less(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a < b
  return numeric(a, '<') < numeric(b, '<')
}

/** What a comparison of Python's gives. */
export function compare(sign: string, left: Value, right: Value): boolean {
  if (sign === '==') return equal(left, right)
  if (sign === '!=') return !equal(left, right)
  if (sign === '<') return less(left, right)
  if (sign === '>') return less(right, left)
  return equal(left, right) || (sign === '<=' ? less(left, right) : less(right, left))
}

export const COMPARISONS = ['<', '>', '<=', '>=', '==', '!=']

/** Python's truth of a value. */
export function isTrue(value: Value): boolean {
  if (isSequence(value)) return value.length > 0
  return value !== null && value !== false && value !== 0n && value !== 0
}

/** Python's `round`: to the even neighbour where both are as near. */
export function rounded(value: Value, digits: Value | undefined): Value {
  const number = numeric(value, 'round')
  if (digits === undefined || digits === null) {
    if (typeof number === 'bigint') return number
    if (!Number.isFinite(number)) return fail(`${number} has no nearest int`)
    return BigInt(halfEven(number))
  }
  if (typeof digits !== 'bigint' || digits < 0n || digits > 15n) return fail('round takes 0 to 15 digits')
  if (typeof number === 'bigint') return number
  const scale = 10 ** Number(digits)
  // Exactly between two decimals lie odd multiples of this alone.
  const tie = Math.abs((number * 2 ** (Number(digits) + 1)) % 2) === 1
  return tie ? halfEven(number * scale) / scale : Number(number.toFixed(Number(digits)))
}

function halfEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  if (rest !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
