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
