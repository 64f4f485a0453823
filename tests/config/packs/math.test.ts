import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/config/packs/evaluate.js'
import { Project } from '../../helpers/project.js'

describe('eval is arithmetic of Python’s on literals', () => {
  test.each([
    ['1+2*3', 7n],
    ['2**10', 1024n],
    ['-2**2', -4n],
    ['2**-1', 0.5],
    ['2**3**2', 512n],
    ['-7//2', -4n],
    ['-7%3', 2n],
    ['7%-3', -2n],
    ['-7.5%2', 0.5],
    ['7/2', 3.5],
    ['6/2', 3],
    ['int(6/2)', 3n],
    ['int("12") + float("1.5")', 13.5],
    ['float("1_000.5e-1")', 100.05],
    ['float(" -Inf ")', Number.NEGATIVE_INFINITY],
    ['float("nan")', Number.NaN],
    ['round(2.5)', 2n],
    ['round(3.5)', 4n],
    ['round(2.675, 2)', 2.67],
    ['round(0.125, 2)', 0.12],
    ['max(1, 2.5)', 2.5],
    ['min([3, 1, 2])', 1n],
    ['sum([1, 2, 3]) / len([1, 2, 3])', 2],
    ['abs(-3)', 3n],
    ['1 < 2 <= 2', true],
    ['1 == 1.0 and not 2 != 2', true],
    ['"a" if 0 else "b"', 'b'],
    ["'ab' * 2 + 'c'", 'ababc'],
    ['[1, 2] + [3]', [1n, 2n, 3n]],
    ['(1, "x", None, True)', [1n, 'x', null, true]],
    ['0 or 5', 5n],
    ['1/0 if 0 else 2', 2n],
    ['0 and 1/0', 0n],
    ['9007199254740993 + 1', 9007199254740994n],
    ['1e-3 * 2', 0.002],
    ['1_000', 1000n],
    ['1 << 4 | 1', 17n],
    ['6 & 3 ^ 1 | 8', 11n],
    ['~5 >> 1 + 1', -2n],
    ['True & False', false],
    ['2 | 1 == 3', true],
  ])('%s', (text, value) => expect(evaluate(text)).toEqual(value))

  test.each([
    ['__import__("os")', "there is no '__import__'"],
    ['open("/etc/passwd")', "there is no 'open'"],
    ['(1).real', 'is not arithmetic'],
    ['x + 1', "there is no 'x'"],
    ['lambda: 1', 'is not arithmetic'],
    ['[i for i in [1]]', "there is no 'i'"],
    ['1/0', 'division by zero'],
    ['9**9**9', 'too large'],
    ['2**100000', 'too large'],
    ['1 << 100000', 'too large'],
    ['1 << -1', 'no negative'],
    ['1.5 | 1', 'cannot take a float'],
    ["'a' * 1000000", 'too large'],
    ['"a" - 1', "'-' cannot take a string"],
    ['float("0x10")', 'float cannot take a string'],
    ['float("")', 'float cannot take a string'],
    ['int("1.5")', 'int cannot take a string'],
    ['len(1)', 'len cannot take a'],
    ['1 +', 'ends too early'],
    ['(1', "')' is missing"],
    ['1 2', "'2' is not expected"],
    ['', 'ends too early'],
    [`${'('.repeat(200)}1${')'.repeat(200)}`, 'nests more than'],
    [`${'-'.repeat(200)}1`, 'nests more than'],
    [`${'not '.repeat(200)}1`, 'nests more than'],
  ])('%s is refused', (text, message) => expect(() => evaluate(text)).toThrow(message))
})

describe('polyhead.resolvers in package.json', () => {
  const config = [
    'k: 3',
    'xs: [1, 2, 3]',
    'a: ${multiply:${k},2.5}',
    'b: ${div_up:7,2}',
    'c: ${times:2,3}',
    'd: ${if:${eq:${k},3},yes,no}',
    'e: ${len:${xs}}',
    'f: ${range:1,4}',
    'g: ${join:${xs},-}',
    "h: ${eval:'${k} * 2 + 1'}",
    'i: ${eval:${k}*2}',
    '',
  ].join('\n')
  const project = (resolvers: string, text = config) =>
    new Project().write('package.json', `{"polyhead": {"resolvers": ${resolvers}}}`).write('configs/config.yaml', text)

  test('math: what many trees register for themselves', () => {
    const own = project('["math"]')
    const { stdout, stderr } = own.polyhead('--cfg', 'job', '--resolve')
    expect(stderr).toBe('')
    expect(stdout).toBe(
      'k: 3\nxs:\n- 1\n- 2\n- 3\na: 7.5\nb: 4\nc: 6\nd: yes\ne: 3\nf:\n- 1\n- 2\n- 3\ng: 1-2-3\nh: 7\ni: 6\n'.replace(
        'd: yes',
        "d: 'yes'",
      ),
    )
    own.remove()
  })

  test.each([
    ['["maths"]', 'a: 1\n', "there is no pack of resolvers 'maths'", "did you mean 'math'?"],
    ['"math"', 'a: 1\n', 'polyhead.resolvers must be a list of packs', 'package.json:1'],
    ['["math"]', 'a: ${eval:os}\n', "there is no 'os'", 'configs/config.yaml:1:4'],
    ['["math"]', 'a: ${multiply:a,b}\n', "'*' cannot take a string", 'configs/config.yaml:1:4'],
    ['["math"]', 'a: ${range:1,2,0}\n', 'the step of a range must not be 0', 'configs/config.yaml:1:4'],
    ['["math"]', 'a: ${eq:1}\n', 'it takes 2 arguments, not 1', 'configs/config.yaml:1:4'],
  ])('%s and %s: %s', (resolvers, text, message, place) => {
    const own = project(resolvers, text)
    const { code, stderr } = own.polyhead('--cfg', 'job', '--resolve')
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr).toContain(place)
    own.remove()
  })
})
