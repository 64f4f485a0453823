import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/util/diagnostic.js'
import { renderDiagnostics, sortByPlace } from '../../src/util/render-diagnostics.js'
import type { Source } from '../../src/util/source.js'

function inFile(file: string, text: string, part: string): Source {
  const start = text.indexOf(part)
  const before = text.slice(0, start).split('\n')
  const column = (before.at(-1) ?? '').length + 1
  return { kind: 'file', file, line: before.length, column, range: [start, start + part.length] }
}

function inOverride(text: string, part: string, origin = 'command line'): Source {
  const start = text.indexOf(part)
  return { kind: 'override', text, range: [start, start + part.length], origin }
}

const adam = '# Adam\n_target_: polyhead.optimizers.Adam\nlrr: 0.01\n'
const unknownKey: Diagnostic = {
  code: 'unknown-key',
  path: 'optimizer.lrr',
  message: "optimizer.lrr is not a key of optimizer 'adam'",
  source: inFile('configs/optimizer/adam.yaml', adam, 'lrr'),
  hint: "did you mean 'lr'?",
  notes: ['set by configs/optimizer/adam.yaml:3', 'known keys: lr, betas, eps, weight_decay, amsgrad'],
}

test('a value in a file: place, code frame, hint after the caret, notes', () => {
  expect(renderDiagnostics([unknownKey], { readText: () => adam })).toMatchInlineSnapshot(`
    "configs/optimizer/adam.yaml:3:1  optimizer.lrr is not a key of optimizer 'adam'
      3 | lrr: 0.01
        | ^^^ did you mean 'lr'?
    set by configs/optimizer/adam.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad"
  `)
})

test('an override: its text with a caret under the part at fault', () => {
  const diagnostic: Diagnostic = {
    code: 'below-minimum',
    path: 'optimizer.lr',
    message: 'optimizer.lr must be ≥ 0, but is -0.1',
    source: inOverride('optimizer.lr=-0.1', '-0.1'),
    notes: ['overrides configs/optimizer/adam.yaml:3'],
  }
  expect(renderDiagnostics([diagnostic])).toMatchInlineSnapshot(`
    "command line  optimizer.lr must be ≥ 0, but is -0.1
      | optimizer.lr=-0.1
      |              ^^^^
    overrides configs/optimizer/adam.yaml:3"
  `)
})

test('what has no place in a text', () => {
  expect(
    renderDiagnostics([
      { code: 'no-run', path: '', message: 'no run directory in outputs', hint: 'start one with polyhead' },
      { code: 'range', path: 'a.b', message: 'must be ≥ 1', source: { kind: 'schema', by: 'optimizer/adam' } },
    ]),
  ).toMatchInlineSnapshot(`
    "no run directory in outputs
      start one with polyhead

    schema optimizer/adam  a.b: must be ≥ 1"
  `)
})

test('a warning says so', () => {
  expect(
    renderDiagnostics([{ ...unknownKey, severity: 'warning' }], { readText: () => undefined }),
  ).toMatchInlineSnapshot(`
    "configs/optimizer/adam.yaml:3:1  warning: optimizer.lrr is not a key of optimizer 'adam'
      did you mean 'lr'?
    set by configs/optimizer/adam.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad"
  `)
})

test('several are in order of place, overrides after files', () => {
  const text = 'a: 1\nb: 2\n'
  const at = (path: string, source?: Source): Diagnostic => ({ code: 'x', path, message: `${path} is wrong`, source })
  const given = [
    at('e'),
    at('d', inOverride('d=1', '1')),
    at('c', inOverride('c=1', '1')),
    at('b', inFile('z.yaml', text, '2')),
    at('a', inFile('z.yaml', text, '1')),
    at('0', inFile('configs/a.yaml', text, 'b')),
  ]
  expect(sortByPlace(given).map((d) => d.path)).toEqual(['0', 'a', 'b', 'd', 'c', 'e'])
  expect(renderDiagnostics(given, { readText: () => text })).toMatchInlineSnapshot(`
    "configs/a.yaml:2:1  0 is wrong
      2 | b: 2
        | ^

    z.yaml:1:4  a is wrong
      1 | a: 1
        |    ^

    z.yaml:2:4  b is wrong
      2 | b: 2
        |    ^

    command line  d is wrong
      | d=1
      |   ^

    command line  c is wrong
      | c=1
      |   ^

    e is wrong"
  `)
})

test.each([0, 60, 150, 195])('a long line is cut to 80 columns around the caret at %i', (start) => {
  const text = `${'abcdefghij'.repeat(20).slice(0, start)}WRONG${'abcdefghij'.repeat(20).slice(start)}`
  const rendered = renderDiagnostics([{ code: 'x', path: '', message: 'm', source: inFile('f', text, 'WRONG') }], {
    readText: () => text,
  })
  const [, line = '', carets = ''] = rendered.split('\n')
  expect([...line].length).toBeLessThanOrEqual(80)
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('WRONG')
})

test('a caret stays under its character after tabs, wide characters and control codes', () => {
  const text = 'あ: "\t\u001b[31m"  # x\n'
  expect(
    renderDiagnostics([{ code: 'x', path: '', message: 'bad \u001b[2J', source: inFile('f.yaml', text, '#') }], {
      readText: () => text,
    }),
  ).toMatchInlineSnapshot(`
    "f.yaml:1:14  bad \\x1b[2J
      1 | あ: " \\x1b[31m"  # x
        |                  ^"
  `)
})

test('a range over several lines is marked to the end of its first line', () => {
  const text = 'a: {\n  b: 1}\n'
  expect(
    renderDiagnostics([{ code: 'x', path: 'a', message: 'a is wrong', source: inFile('f.yaml', text, '{\n  b: 1}') }], {
      readText: () => text,
    }),
  ).toMatchInlineSnapshot(`
    "f.yaml:1:4  a is wrong
      1 | a: {
        |    ^"
  `)
})

test('colours only when asked for', () => {
  const options = { readText: () => adam }
  expect(renderDiagnostics([unknownKey], options)).not.toContain('\u001b')
  const colored = renderDiagnostics([unknownKey], { ...options, color: true })
  expect(colored).toContain('\u001b[1mconfigs/optimizer/adam.yaml:3:1\u001b[22m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences themselves
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderDiagnostics([unknownKey], options))
})

test('a file that cannot be read still gives place and hint', () => {
  expect(renderDiagnostics([{ ...unknownKey, source: inFile('/no/such.yaml', adam, 'lrr') }])).toMatchInlineSnapshot(`
    "/no/such.yaml:3:1  optimizer.lrr is not a key of optimizer 'adam'
      did you mean 'lr'?
    set by configs/optimizer/adam.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad"
  `)
})
