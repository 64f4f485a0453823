import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from '../../src/util/shell-word.js'

test.each(['root=~/x', 'path=/a:~/b', '~', '~/x', '=ls', "it's", 'a b', '$HOME', '*', ''])(
  '%j is the same behind a shell',
  (word) => {
    const typed = shellWord(word)
    expect(typed).toMatch(/^'/)
    expect(execFileSync('bash', ['-c', `printf %s ${typed}`], { encoding: 'utf8' })).toBe(word)
  },
)

test.each(['a.b=1', 'runs/x~1', 'x=a=b', '+a@b:c=1,2'])('%s needs no quotes', (word) => {
  expect(shellWord(word)).toBe(word)
})
