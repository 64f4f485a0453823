import { expect, test } from 'vitest'
import { printTable } from '../../src/report/tables.js'

const TABLE = {
  header: ['run', 'optimizer.lr', 'acc'],
  rows: [
    ['a_1', '0.1', { text: '0.9571', value: 0.957123 }],
    ['b|"c", 50 % & more', '10', ''],
  ],
}

test('text', () => {
  expect(printTable(TABLE, 'table')).toBe(
    [
      'run                 optimizer.lr     acc',
      'a_1                          0.1  0.9571',
      'b|"c", 50 % & more            10',
      '',
    ].join('\n'),
  )
})

test('Markdown', () => {
  expect(printTable(TABLE, 'markdown')).toContain('| b\\|"c", 50 % & more |           10 |        |\n')
})

test('CSV has values in full', () => {
  expect(printTable(TABLE, 'csv')).toBe('run,optimizer.lr,acc\na_1,0.1,0.957123\n"b|""c"", 50 % & more",10,\n')
})

test('LaTeX', () => {
  const text = printTable(TABLE, 'latex')
  expect(text).toContain('  a\\_1 & 0.1 & 0.9571 \\\\\n')
  expect(text).toContain('50 \\% \\& more')
  expect(text.startsWith('\\begin{tabular}{lrr}\n')).toBe(true)
})

test('columns stand under each other by what a terminal shows', () => {
  const rows = [
    ['漢字', 'x'],
    ['e\u0301', 'x'],
    ['👩‍👩‍👧', 'x'],
    ['abcdef', 'x'],
  ]
  expect(
    printTable({ header: ['n', 'm'], rows }, 'table')
      .split('\n')
      .slice(1, -1),
  ).toEqual(['漢字    x', 'e\u0301       x', '👩‍👩‍👧      x', 'abcdef  x'])
})

test.each(['table', 'markdown', 'latex'] as const)('%s: a cell is one line of what a terminal shows', (format) => {
  const text = printTable({ header: ['na\u001bme'], rows: [['a\u001b[2J\nb\u202e']] }, format)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\u202e]/)
  expect(text).toContain('x1b[2J')
})

test('a cell of a million characters is cut, but in CSV', () => {
  const table = { header: ['a'], rows: [['x'.repeat(1e6)]] }
  expect(printTable(table, 'table').length).toBeLessThan(400)
  expect(printTable(table, 'csv').length).toBeGreaterThan(1e6)
})

test('a text that a spreadsheet would compute is quoted as text in CSV; numbers are not', () => {
  const rows = [['=1+1'], ['+cmd'], ['-x'], ['@sum'], ['-0.5'], ['+1e-3'], ['a=b']]
  expect(printTable({ header: ['=h'], rows }, 'csv')).toBe("'=h\n'=1+1\n'+cmd\n'-x\n'@sum\n-0.5\n+1e-3\na=b\n")
})
