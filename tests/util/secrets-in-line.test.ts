import { describe, expect, test } from 'vitest'
import { secretsInLine, secretsInYaml } from '../../src/util/secrets-in-line.js'
import { expectLinear } from '../helpers/scaling.js'

describe('what a line gives to a name that is one of a secret', () => {
  test.each<[line: string, secrets: string[]]>([
    ['+vars.password=hunter2secretpw,', ['hunter2secretpw,', 'hunter2secretpw']],
    ['+vars.password={hunter2secretpw', ['{hunter2secretpw', 'hunter2secretpw']],
    ["+vars.password='hunter2secretpw'", ['hunter2secretpw', 'hunter2secretpw']],
    ['+vars.password:hunter2secretpw', ['hunter2secretpw', 'hunter2secretpw']],
    ['+vars.password hunter2secretpw', ['hunter2secretpw', 'hunter2secretpw']],
    // A closed interpolation refers to a secret, one that is not may be the secret itself.
    ['+vars.password=${hunter2secretpw', ['${hunter2secretpw', 'hunter2secretpw']],
    ['+vars.password=${oc.env:PASSWORD}', []],
    ['+vars={password: hunter2secretpw, lr: nothing}}', ['hunter2secretpw', 'hunter2secretpw']],
    ['+vars={lr: nothing, password: hunter2secretpw', ['hunter2secretpw', 'hunter2secretpw']],
    ['+vars.password', []],
    ['+vars.max_tokens=[100000,200000', []],
    ['optimizer.lr=something,', []],
  ])('%s', (line, secrets) => {
    expect(secretsInLine(line)).toEqual(secrets)
  })

  test.each(['a', 'a=', 'password=hunter2x,', '${', '{', ',password: hunter2x', ' '])(
    'a long line of %s takes no long time',
    (part) =>
      expectLinear(50_000, (n) => {
        const line = part.repeat(n)
        return () => secretsInLine(line)
      }),
  )

  test('in YAML the name may stand on a line above', () => {
    const lines = ['vars:', '  password:', '    - hunter2secretpw', '', '    "hunter3secretpw', '  other: something']
    expect(lines.map((_, i) => secretsInYaml(lines, i + 1))).toEqual([
      [],
      [],
      ['- hunter2secretpw', 'hunter2secretpw'],
      [],
      ['"hunter3secretpw', 'hunter3secretpw'],
      [],
    ])
  })

  test('a file with a mistake in each line takes no long time', () => {
    expectLinear(10_000, (n) => () => {
      const lines = ['vars:', '  password:', ...Array.from({ length: n }, (_, i) => `    k${i}: hunter2secretpw`)]
      expect(lines.filter((_, i) => secretsInYaml(lines, i + 1).length > 0)).toHaveLength(n)
    })
  })
})
