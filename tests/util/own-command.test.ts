import { expect, test } from 'vitest'
import { ownCommand } from '../../src/util/own-command.js'
import { packageRoot } from '../../src/util/package-root.js'
import { shellCommand } from '../../src/util/shell-command.js'

const by = (agent: string, event: string) => ({ npm_config_user_agent: agent, npm_lifecycle_event: event })
const npm = 'npm/10.8.2 node/v20.20.2 linux x64 workspaces/false'

test.each<[string, NodeJS.ProcessEnv, string, string]>([
  ['polyhead on the path', {}, '/usr/local/bin/polyhead', 'polyhead'],
  ['npx', { npm_config_user_agent: npm, npm_command: 'exec' }, '/work/node_modules/.bin/polyhead', 'npx polyhead'],
  ['npm start', by(npm, 'start'), '/work/node_modules/.bin/polyhead', 'npx polyhead'],
  ['npm start of the source', by(npm, 'start'), '/work/bin/polyhead.js', 'npx polyhead'],
  [
    'pnpm',
    by('pnpm/9.1.0 npm/? node/v20', 'start'),
    '/work/node_modules/polyhead/bin/polyhead.js',
    'pnpm exec polyhead',
  ],
  ['yarn', by('yarn/1.22.22 npm/? node/v20', 'start'), '/work/node_modules/.bin/polyhead', 'yarn polyhead'],
  ['another manager', by('other/1.0.0', 'start'), '/work/node_modules/.bin/polyhead', 'polyhead'],
  ['Node from the source', {}, '/work/bin/polyhead.js', 'node bin/polyhead.js'],
  ['Node from elsewhere', {}, '/home/me/source/bin/polyhead.js', 'polyhead'],
  ['a shim that calls the script', {}, '/work/node_modules/polyhead/bin/polyhead.js', 'polyhead'],
  ['a program of somebody else', {}, '/work/app.mjs', 'polyhead'],
])('commands are told as they were typed: %s', (_, env, script, command) => {
  expect(ownCommand(env, script, '/work')).toBe(command)
})

test('a command that is told can be typed where this process was started', () => {
  expect(shellCommand('resume', 'a b')).toBe(`${ownCommand()} resume 'a b'`)
  expect(ownCommand({}, `${packageRoot}/bin/polyhead.js`, packageRoot)).toBe('node bin/polyhead.js')
})
