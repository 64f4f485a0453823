import { describe, expect, test } from 'vitest'
import { printTable } from '../../src/report/tables.js'
import { displayWidth } from '../../src/util/display-width.js'

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

describe('on a terminal', () => {
  const names = ['status', 'trainer.max_epochs', 'dataset._target_', 'optimizer.lr', 'seed', 'acc', 'loss', 'duration']
  const wide = {
    header: ['run', ...names],
    kept: ['status', 'acc', 'loss'],
    rows: [0, 1, 2].map((i) => [
      `multirun/2026-01-01/12-00-00/a-long-name-of-a-sweep/${i}`,
      ...['interrupted', '5', `polyhead.datasets.PermutedDigits${i}`, '0.1', String(i), '0.9571', '0.1234', '3.2 s'],
    ]),
  }
  const linesOf = (room: number) => printTable(wide, 'table', room).trimEnd().split('\n')

  test.each([200, 120, 100, 80, 60, 40])(
    'of %i columns a table stays within them, and its numbers are whole',
    (room) => {
      const lines = linesOf(room)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(room)
      for (const i of [0, 1, 2]) {
        expect(lines[i + 1]).toMatch(new RegExp(`^\\S*/${i} `))
        expect(lines[i + 1]).toContain('0.9571')
        expect(lines[i + 1]).toContain(' interrupted ')
      }
    },
  )

  test('columns for which there is no room are all named, in as many lines as that takes', () => {
    expect(linesOf(200)).toHaveLength(4)
    expect(linesOf(70).at(-1)).toMatch(/^no room for \d columns?: .*duration$/)
    const note = linesOf(40).slice(4)
    expect(note.length).toBeGreaterThan(1)
    expect(note.join(' ').replaceAll(/ +/g, ' ')).toBe(
      'no room for 5 columns: trainer.max_epochs, dataset._target_, optimizer.lr, seed, duration',
    )
    const [header] = linesOf(40)
    expect(header?.trim().split(/ +/)).toEqual(['run', 'status', 'acc', 'loss'])
  })

  test('texts that differ in their beginnings alone are cut at their ends, and stay apart', () => {
    const names = ['PermutedDigits', 'RotatedDigits']
    const cells = (columns: number) =>
      printTable({ header: ['dataset'], rows: names.map((name) => [name]) }, 'table', columns)
        .split('\n')
        .slice(1, 3)
    expect(cells(12)).toEqual(['…mutedDigits', '…tatedDigits'])
    expect(cells(10)).toEqual(['PermutedD…', 'RotatedDi…'])
  })

  test('what is wide is cut by what it takes on the screen', () => {
    const table = { header: ['run'], rows: [[`${'漢字'.repeat(30)}1`], ['👩‍👩‍👧'.repeat(40)], ['\u001b[31mx']] }
    for (const line of printTable(table, 'table', 40).trimEnd().split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(40)
      expect(line).not.toContain('\u001b')
    }
  })
})
