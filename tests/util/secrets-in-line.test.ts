import { describe, expect, test } from 'vitest'
import { secretsInLine, secretsInYaml } from '../../src/util/secrets-in-line.js'

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
    (part) => {
      const began = performance.now()
      secretsInLine(part.repeat(100_000))
      expect(performance.now() - began).toBeLessThan(2000)
    },
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
    const lines = ['vars:', '  password:', ...Array.from({ length: 50_000 }, (_, i) => `    k${i}: hunter2secretpw`)]
    const began = performance.now()
    expect(lines.filter((_, i) => secretsInYaml(lines, i + 1).length > 0)).toHaveLength(50_000)
    expect(performance.now() - began).toBeLessThan(5000)
  })
})
