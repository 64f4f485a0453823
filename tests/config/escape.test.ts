import { expect, test } from 'vitest'
import { fromPlain, resolve, textNode } from '../../src/config/index.js'
import { escapeText } from '../../src/config/interpolation/escape.js'
import type { MapNode } from '../../src/config/node.js'
import { Generator } from '../../src/util/generator.js'

/** What a value written so comes out as, beside a key `b`. */
function read(written: string): unknown {
  const entries = new Map([
    ['b', fromPlain('B')],
    ['s', textNode(written)],
  ])
  const value = (resolve({ kind: 'map', entries }) as MapNode).entries.get('s')
  return value && 'value' in value ? value.value : value
}

const PIECES = ['$', '{', '}', '\\', '\\\\', 'b', '${', '${b}', '\\${', ' ', "'", '"', ':', ',', '\n', 'ä']

function texts(count: number): string[] {
  const generator = new Generator(5)
  const pick = () => PIECES[generator.u32() % PIECES.length] as string
  return Array.from({ length: count }, () => Array.from({ length: 1 + (generator.u32() % 6) }, pick).join(''))
}

test('a text that is escaped is read as that text, whatever backslashes and braces it holds', () => {
  for (const text of texts(3000)) expect(read(escapeText(text)), text).toBe(text)
})

test('before an interpolation, too', () => {
  for (const text of texts(3000)) {
    expect(read(`${escapeText(text, true)}\${b}`), text).toBe(`${text}B`)
  }
})
