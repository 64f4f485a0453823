import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { givenPlugins, shellCommand } from '../../src/util/shell-command.js'

test.each([
  [
    ['--plugin', './plugin.js', 'seed=1'],
    ['--plugin', './plugin.js'],
  ],
  [
    ['--plugin=my-pack', 'resume', 'x', '--plugin', 'b.js'],
    ['--plugin', 'my-pack', '--plugin', 'b.js'],
  ],
  [
    ['run-worker', '--plugin', resolve('plugin.js')],
    ['--plugin', './plugin.js'],
  ],
  [
    ['--plugin', '/elsewhere/plugin.js'],
    ['--plugin', '/elsewhere/plugin.js'],
  ],
  [['seed=1', '--', '--plugin', 'x'], []],
  [['--plugin'], []],
])('%j names the plugins %j', (argv, plugins) => {
  expect(givenPlugins(argv)).toEqual(plugins)
})

test('commands about runs carry the plugins of this command line, others do not', () => {
  const before = process.argv
  process.argv = ['node', 'polyhead', '--plugin', './my plugin.js', 'seed=1']
  try {
    expect(shellCommand('reproduce', 'outputs/a')).toBe("polyhead reproduce outputs/a --plugin './my plugin.js'")
    expect(shellCommand('init', 'b')).toBe('polyhead init b')
  } finally {
    process.argv = before
  }
})
