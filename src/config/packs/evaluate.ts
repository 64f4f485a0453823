import {
  ArithmeticError,
  COMPARISONS,
  calculate,
  compare,
  isTrue,
  less,
  rounded,
  signed,
  typeOf,
  type Value,
} from './arithmetic.js'

/** Nested parentheses, lists and signs. */
const DEEPEST = 100

const TOKEN =
  /\s*(?:(\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|('[^'\\]*'|"[^"\\]*")|(\*\*|\/\/|<<|>>|[<>=!]=|[-+*/%()[\],<>&|^~]))/y

const FUNCTIONS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  abs: ([value = null]) => (less(value, 0n) ? signed('-', value) : signed('+', value)),
  bool: ([value = null]) => isTrue(value),
  float: ([value = null]) => asFloat(value),
  int: ([value = null]) => asInt(value),
  len: ([value = null]) =>
    typeof value === 'string' || Array.isArray(value) ? BigInt(value.length) : fail(`len cannot take ${typeOf(value)}`),
  max: (args) => best(args, (a, b) => less(b, a)),
  min: (args) => best(args, less),
  round: ([value = null, digits]) => rounded(value, digits),
  sum: ([list]) => items(list).reduce<Value>((total, item) => calculate('+', total, item), 0n),
}

const CONSTANTS: Readonly<Record<string, Value>> = { True: true, False: false, None: null }

function fail(why: string): never {
  throw new ArithmeticError(why)
}

function items(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : fail('a list is wanted')
}

function best(args: readonly Value[], before: (a: Value, b: Value) => boolean): Value {
  const all = args.length === 1 ? items(args[0]) : args
  return all.length === 0 ? fail('there is nothing to choose from') : all.reduce((a, b) => (before(b, a) ? b : a))
}

function asFloat(value: Value): number {
  const number = typeof value === 'string' ? floatOf(value.trim()) : Number(value)
  return number === undefined || value === null || Array.isArray(value)
    ? fail(`float cannot take ${typeOf(value)}`)
    : number
}

/** What Python's float makes of a text; undefined where that is an error. */
function floatOf(text: string): number | undefined {
  const [, sign, name] = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text) ?? []
  if (name !== undefined) return name.toLowerCase() === 'nan' ? Number.NaN : Number(`${sign}Infinity`)
  const plain = text.replace(/(?<=\d)_(?=\d)/g, '')
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

function asInt(value: Value): bigint {
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.trim())
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  return typeof value === 'number' && Number.isFinite(value)
    ? BigInt(Math.trunc(value))
    : fail(`int cannot take ${typeOf(value)}`)
}

/**
 * Computes an expression of Python's on literals: numbers, texts, lists, arithmetic, bits of ints, comparisons, `and`,
 * `or`, `not`, `a if b else c` and a few functions of numbers. It runs no code and knows no names but those.
 * @throws ArithmeticError where it is anything else
 */
export function evaluate(text: string): Value {
  return expression(text, {})()
}

/** Functions of numbers, and a constant, that an expression with variables may use beside the others. */
const REAL_FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  cos: Math.cos,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  sqrt: Math.sqrt,
}

/**
 * An expression that is read once and computed for any values of its variables.
 * @param variables by name: their values when it is computed
 * @throws ArithmeticError where it is none
 */
export function expression(text: string, variables: Readonly<Record<string, () => Value>>): () => Value {
  const reader = new Reader(text, variables)
  const value = reader.choice()
  return reader.next === undefined ? value : fail(`'${reader.next}' is not expected`)
}

/** The names that such an expression knows beside its variables. */
function realNames(variables: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(variables).length === 0 ? [] : [...Object.keys(REAL_FUNCTIONS), 'pi']
}

/** What is computed only where it counts: `1 / 0 if False else 2` is 2. */
type Later = () => Value

const BITS = [['|'], ['^'], ['&'], ['<<', '>>']]

function listOf(values: readonly Later[]): Later {
  return () => values.map((value) => value())
}

class Reader {
  readonly #tokens: string[] = []
  #at = 0
  #depth = 0

  constructor(
    text: string,
    private readonly variables: Readonly<Record<string, () => Value>>,
  ) {
    TOKEN.lastIndex = 0
    const end = text.trimEnd().length
    while (TOKEN.lastIndex < end) {
      const from = TOKEN.lastIndex
      const found = TOKEN.exec(text)
      if (!found) fail(`'${text.slice(from).trim().slice(0, 20)}' is not arithmetic`)
      this.#tokens.push((found as RegExpExecArray)[0].trim())
    }
  }

  get next(): string | undefined {
    return this.#tokens[this.#at]
  }

  /** `a if b else c` */
  choice(): Later {
    const value = this.#either()
    if (!this.#take('if')) return value
    const condition = this.#either()
    if (!this.#take('else')) fail("'if' needs an 'else'")
    const other = this.#nested(() => this.choice())
    return () => (isTrue(condition()) ? value() : other())
  }

  #either(): Later {
    return this.#chain(
      () => this.#both(),
      ['or'],
      (left, _, right) => {
        const value = left()
        return isTrue(value) ? value : right()
      },
    )
  }

  #both(): Later {
    return this.#chain(
      () => this.#not(),
      ['and'],
      (left, _, right) => {
        const value = left()
        return isTrue(value) ? right() : value
      },
    )
  }

  #not(): Later {
    if (!this.#take('not')) return this.#comparison()
    const value = this.#nested(() => this.#not())
    return () => !isTrue(value())
  }

  /** `a < b < c` is `a < b and b < c`. */
  #comparison(): Later {
    const operands = [this.#bits()]
    const signs: string[] = []
    for (let sign = this.#take(...COMPARISONS); sign; sign = this.#take(...COMPARISONS)) {
      signs.push(sign)
      operands.push(this.#bits())
    }
    if (signs.length === 0) return operands[0] as Later
    return () => {
      const values = operands.map((operand) => operand())
      return signs.every((sign, i) => compare(sign, values[i] as Value, values[i + 1] as Value))
    }
  }

  /** `|`, `^`, `&` and shifts, which bind tighter in this order. */
  #bits(rank = 0): Later {
    const signs = BITS[rank]
    if (!signs) return this.#sum()
    return this.#chain(
      () => this.#bits(rank + 1),
      signs,
      (a, sign, b) => calculate(sign as '|', a(), b()),
    )
  }

  #sum(): Later {
    return this.#chain(
      () => this.#product(),
      ['+', '-'],
      (a, sign, b) => calculate(sign as '+', a(), b()),
    )
  }

  #product(): Later {
    return this.#chain(
      () => this.#sign(),
      ['*', '/', '//', '%'],
      (a, sign, b) => calculate(sign as '*', a(), b()),
    )
  }

  #sign(): Later {
    const sign = this.#take('+', '-', '~')
    if (!sign) return this.#power()
    const value = this.#nested(() => this.#sign())
    return () => signed(sign as '-', value())
  }

  #power(): Later {
    const base = this.#atom()
    if (!this.#take('**')) return base
    const exponent = this.#nested(() => this.#sign())
    return () => calculate('**', base(), exponent())
  }

  /** Operators of one rank, from the left. */
  #chain(read: () => Later, operators: readonly string[], apply: (a: Later, sign: string, b: Later) => Value): Later {
    const first = read()
    const rest: { sign: string; operand: Later }[] = []
    for (let sign = this.#take(...operators); sign; sign = this.#take(...operators)) {
      rest.push({ sign, operand: read() })
    }
    if (rest.length === 0) return first
    return () => rest.reduce((value, { sign, operand }) => apply(() => value, sign, operand), first())
  }

  #atom(): Later {
    const token = this.#tokens[this.#at++] ?? fail('the expression ends too early')
    if (token === '(') return this.#nested(() => this.#parenthesised())
    if (token === '[') return this.#nested(() => listOf(this.#list(']')))
    if (/^["']/.test(token)) return () => token.slice(1, -1)
    if (/^[\d.]/.test(token)) return () => numberOf(token)
    if (Object.hasOwn(CONSTANTS, token)) return () => CONSTANTS[token] as Value
    if (Object.hasOwn(this.variables, token)) return this.variables[token] as Later
    const reals = realNames(this.variables)
    if (token === 'pi' && reals.length > 0) return () => Math.PI
    const real = reals.includes(token) ? REAL_FUNCTIONS[token] : undefined
    const ofReal = real && (([value = null]: readonly Value[]) => real(asFloat(value)))
    const call = ofReal ?? (Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined)
    if (call && this.#take('(')) {
      const args = this.#nested(() => this.#list(')'))
      return () => call(args.map((arg) => arg()))
    }
    const known = [...Object.keys(this.variables), ...Object.keys(FUNCTIONS), ...reals].join(', ')
    return /^\w/.test(token) ? fail(`there is no '${token}': only ${known}`) : fail(`'${token}' is not expected`)
  }

  #parenthesised(): Later {
    const value = this.choice()
    if (!this.#take(',')) {
      if (!this.#take(')')) fail("')' is missing")
      return value
    }
    return listOf([value, ...this.#list(')')])
  }

  #list(end: string): Later[] {
    const values: Later[] = []
    while (!this.#take(end)) {
      values.push(this.choice())
      if (this.#take(end)) break
      if (!this.#take(',')) fail(`'${end}' is missing`)
    }
    return values
  }

  #take(...tokens: string[]): string | undefined {
    const token = this.next
    if (token === undefined || !tokens.includes(token)) return undefined
    this.#at++
    return token
  }

  #nested<Result>(read: () => Result): Result {
    if (++this.#depth > DEEPEST) fail(`it nests more than ${DEEPEST} levels`)
    const result = read()
    this.#depth--
    return result
  }
}

function numberOf(token: string): Value {
  const text = token.replaceAll('_', '')
  if (text.length > 1000) return fail('a number is too long')
  return /^\d+$/.test(text) ? BigInt(text) : Number(text)
}
