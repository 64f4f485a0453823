import { parsePythonFloat, parsePythonInt, toInt } from '../../util/python-number.js'
import type { ScalarNode } from '../node.js'
import { yamlLimits } from './limits.js'

const CORE = 'tag:yaml.org,2002:'

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const NULL = /^(?:~|null|Null|NULL|)$/
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const PYYAML_FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const OMEGACONF_FLOAT =
  /^(?:[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*[eE][-+]?[0-9]+|\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

type Implicit = 'str' | 'bool' | 'null' | 'int' | 'float' | 'merge' | 'value'

/** The tag (without its prefix) that an unquoted scalar has by its text. */
export function implicitTag(text: string): Implicit {
  const first = text.charCodeAt(0)
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) {
    const simple = simpleNumber(text)
    if (simple) return simple
    if (PYYAML_FLOAT.test(text)) return 'float'
    if (INT.test(text)) return 'int'
    return OMEGACONF_FLOAT.test(text) ? 'float' : 'str'
  }
  // Most texts begin with none of the letters that could make them anything else.
  if (text !== '' && !'yYnNtTfFoO~<='.includes(text.charAt(0))) return 'str'
  if (BOOL.test(text)) return 'bool'
  if (NULL.test(text)) return 'null'
  if (text === '<<') return 'merge'
  return text === '=' ? 'value' : 'str'
}

/**
 * `64` and `0.01`, told without the long expressions above, whose first use costs more than a small file's other parts.
 */
function simpleNumber(text: string): 'int' | 'float' | undefined {
  let dot = -1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 46 && dot < 0 && i > 0) dot = i
    else if (unit < 48 || unit > 57) return undefined
  }
  if (dot >= 0) return 'float'
  return text.length === 1 || text.charCodeAt(0) !== 48 ? 'int' : undefined
}

/** The full tag of a scalar: the one written, or the one its text implies. */
export function scalarTag(tag: string | undefined, plain: boolean, text: string): string {
  if (tag !== undefined && tag !== '!') return tag
  return CORE + (plain || tag === '!' ? implicitTag(text) : 'str')
}

function radixInt(digits: string, radix: 2 | 8 | 16): bigint | undefined {
  const valid = radix === 2 ? /^[01]+$/ : radix === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/
  const prefix = radix === 2 ? '0b' : radix === 8 ? '0o' : '0x'
  return valid.test(digits) ? BigInt(prefix + digits) : undefined
}

function sexagesimalInt(text: string): bigint | undefined {
  let value = 0n
  for (const part of text.split(':')) {
    const digit = parsePythonInt(part)
    if (digit === undefined) return undefined
    value = value * 60n + BigInt(digit)
  }
  return value
}

/** PyYAML's int: `0b1`, `017`, `0x1f`, `1_000`, `12:30`. Undefined where it is none. */
export function parseYamlInt(text: string): number | bigint | undefined {
  let digits = text.replaceAll('_', '')
  const negative = digits.startsWith('-')
  if (negative || digits.startsWith('+')) digits = digits.slice(1)
  if (digits.length > yamlLimits.intDigits) return undefined
  let value: number | bigint | undefined
  if (digits === '0') value = 0
  else if (digits.startsWith('0b')) value = radixInt(digits.slice(2), 2)
  else if (digits.startsWith('0x')) value = radixInt(digits.slice(2), 16)
  else if (digits.startsWith('0')) value = radixInt(digits.replace(/^0[oO]/, ''), 8)
  else if (digits.includes(':')) value = sexagesimalInt(digits)
  else value = parsePythonInt(digits)
  if (value === undefined) return undefined
  return typeof value === 'number' ? (negative && value !== 0 ? -value : value) : toInt(negative ? -value : value)
}

/** PyYAML's float: `1.`, `1e3`, `.inf`, `1:30.5`. Undefined where it is none. */
export function parseYamlFloat(text: string): number | undefined {
  let digits = text.replaceAll('_', '').toLowerCase()
  const sign = digits.startsWith('-') ? -1 : 1
  if (/^[-+]/.test(digits)) digits = digits.slice(1)
  if (digits === '') return undefined
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY
  if (digits === '.nan') return Number.NaN
  if (!digits.includes(':')) {
    const value = parsePythonFloat(digits)
    return value === undefined ? undefined : sign * value
  }
  let value = 0
  let base = 1
  for (const part of digits.split(':').reverse()) {
    const digit = parsePythonFloat(part)
    if (digit === undefined) return undefined
    value += digit * base
    base *= 60
  }
  return sign * value
}

/** Python's `base64.decodebytes`: what is no base64 is passed over; undefined where the padding is wrong. */
function decodeBase64(text: string): Uint8Array | undefined {
  let data = ''
  let pads = 0
  for (const c of text) {
    if (c > '\x7f') return undefined
    const position = data.length % 4
    // Complete padding ends the data, whatever follows.
    if (c === '=' && position >= 2 && position + ++pads >= 4) return Uint8Array.from(Buffer.from(data, 'base64'))
    if (!/[A-Za-z0-9+/]/.test(c)) continue
    pads = 0
    data += c
  }
  return data.length % 4 === 0 ? Uint8Array.from(Buffer.from(data, 'base64')) : undefined
}

type Bare = Pick<ScalarNode, 'kind' | 'value'>

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
])

/**
 * A scalar's value by its tag; undefined where the text does not fit the tag, `'unknown'` where the tag means nothing.
 */
export function constructScalar(tag: string, text: string): Bare | undefined | 'unknown' {
  switch (tag) {
    case 'tag:yaml.org,2002:str':
      return { kind: 'string', value: text }
    case 'tag:yaml.org,2002:null':
      return { kind: 'null', value: null }
    case 'tag:yaml.org,2002:bool': {
      const value = BOOLS.get(text.toLowerCase())
      return value === undefined ? undefined : { kind: 'bool', value }
    }
    case 'tag:yaml.org,2002:int': {
      const value = parseYamlInt(text)
      return value === undefined ? undefined : { kind: 'int', value }
    }
    case 'tag:yaml.org,2002:float': {
      const value = parseYamlFloat(text)
      return value === undefined ? undefined : { kind: 'float', value }
    }
    case 'tag:yaml.org,2002:binary': {
      const value = decodeBase64(text)
      return value === undefined ? undefined : { kind: 'bytes', value }
    }
    default:
      return 'unknown'
  }
}
