import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))

let project: Project
let env: NodeJS.ProcessEnv
beforeAll(() => {
  project = new Project('small-project')
  mkdirSync(join(project.dir, 'bin'))
  symlinkSync(bin, join(project.dir, 'bin/polyhead'))
  env = { ...process.env, PATH: `${join(project.dir, 'bin')}:${process.env.PATH}` }
  project.write('outputs/2026-11-23/12-00-00/run.json', '{}').write('outputs/2026-11-23/12-00-01/run.json', '{}')
})
afterAll(() => project.remove())

/** Has a shell the test can do without, unless CI insists on it. */
function has(shell: string): boolean {
  return required(shell) || spawnSync(shell, ['-c', 'exit 0']).status === 0
}

function run(shell: string, script: string): string {
  const { stdout, stderr } = spawnSync(shell, ['-c', script], { cwd: project.dir, env, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout
}

/** What bash would offer after each line, by calling the function that the script defines as bash does. */
function inBash(...lines: string[]): string[][] {
  const script = [
    'eval "$(polyhead completion bash)"',
    `COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'`,
    'ask() { COMP_LINE=$1 COMP_POINT=${#1}; COMP_WORDS=(polyhead); _polyhead_complete; printf "%s\\n" "${COMPREPLY[@]}" --; }',
    ...lines.map((line) => `ask '${line.replaceAll("'", "'\\''")}'`),
  ]
  return run('bash', script.join('\n'))
    .split('--\n')
    .slice(0, -1)
    .map((block) => block.split('\n').filter(Boolean))
}

test('by the names that Hydra has for it, a line is asked about and a script undone', () => {
  const asked = (line: string) =>
    project.node([bin, '-sc', 'query=bash'], { COMP_LINE: line, COMP_POINT: `${line.length}` })
  expect(asked('polyhead optimizer=adag')).toMatchObject({ code: 0, stdout: 'optimizer=adagrad\n' })
  expect(asked('node app.mjs optimizer=adam optimizer.lr').stdout.trim().split(' ')).toContain('optimizer.lr=')
  expect(project.polyhead('-sc', 'query=fish')).toMatchObject({ code: 0, stderr: '' })
  const removed = run(
    'bash',
    'eval "$(polyhead -sc install=bash)"; eval "$(polyhead -sc uninstall=bash)"; complete -p; declare -F',
  )
  expect(removed).not.toContain('polyhead')
})

describe.skipIf(!has('bash'))('bash', () => {
  test('what replaces the part after the last = ends in a space where the word is done', () => {
    const [group, option, quoted, value, key] = inBash(
      'polyhead optim',
      'polyhead optimizer=ad',
      "polyhead 'optimizer=ada",
      'polyhead -m backbone.activation_layer=ReLU,Lea',
      'polyhead optimizer=adagrad optimizer.lr_',
    )
    expect(group).toEqual(['optimizer=', 'optimizer.'])
    expect(option).toEqual(['adadelta ', 'adagrad ', 'adam ', 'adamax ', 'adamw '])
    expect(quoted).toEqual([
      'optimizer=adadelta',
      'optimizer=adagrad',
      'optimizer=adam',
      'optimizer=adamax',
      'optimizer=adamw',
    ])
    expect(value).toEqual(['ReLU,LeakyReLU '])
    expect(key).toEqual(['optimizer.lr_decay='])
  })

  test('its script is registered for the command, and for that of another app', () => {
    expect(run('bash', 'eval "$(polyhead completion bash)"; complete -p polyhead')).toBe(
      'complete -o nospace -F _polyhead_complete polyhead\n',
    )
    expect(run('bash', 'eval "$(polyhead completion bash my-app)"; complete -p my-app')).toBe(
      'complete -o nospace -F _my_app_complete my-app\n',
    )
  })
})

describe.skipIf(!has('zsh'))('zsh', () => {
  test('its script offers what is done and what goes on apart', () => {
    // Outside of a widget compadd cannot be called: it is stood in for by a function that shows what it was given.
    const script = [
      'compdef() { echo "compdef $@" }',
      'compadd() { print -r -- "$@" }',
      'source <(polyhead completion zsh)',
      'words=(polyhead optimizer=adam optimizer=adag) CURRENT=3; _polyhead_complete',
      'words=(polyhead "optimizer.am") CURRENT=2; _polyhead_complete',
    ]
    expect(run('zsh', script.join('\n')).split('\n')).toEqual([
      'compdef _polyhead_complete polyhead',
      '-l -d done_shown -- optimizer=adagrad',
      '-l -S  -d open_shown -- optimizer.amsgrad=',
      '',
    ])
  })
})

describe.skipIf(!has('fish'))('fish', () => {
  test('its script completes with descriptions', () => {
    const ask = 'polyhead completion fish | source; complete -C "polyhead optimizer=adag"; complete -C "polyhead --cf"'
    expect(run('fish', ask).split('\n').filter(Boolean)).toEqual([
      'optimizer=adagrad',
      '--cfg\tprint the config, the hydra node or both, and stop',
    ])
  })
})

test('completion without a shell, or for one that it does not know', () => {
  const none = project.polyhead('completion')
  expect(none).toMatchObject({ code: 2, stdout: '' })
  expect(none.stderr).toContain('completion needs a shell: bash, zsh, fish')
  expect(project.polyhead('completion', 'fissh').stderr).toContain("did you mean 'fish'?")
})

test('an app built on main answers for its own groups and keys, through a script of its name', () => {
  const index = fileURLToPath(new URL('../../dist/index.js', import.meta.url))
  project
    .write('app/conf/config.yaml', 'defaults:\n  - db: mysql\nverbose: false\n')
    .write('app/conf/db/mysql.yaml', 'host: localhost\nport: 3306\n')
    .write('app/conf/db/postgres.yaml', 'host: localhost\n')
    .write(
      'app/main.mjs',
      `#!${process.execPath}\nimport { main } from '${index}'\nmain(() => {}, { configDir: 'conf', configName: 'config' })\n`,
    )
  chmodSync(join(project.dir, 'app/main.mjs'), 0o755)
  symlinkSync('../app/main.mjs', join(project.dir, 'bin/my-app'))
  const ask = (...words: string[]) =>
    project.node([join(project.dir, 'app/main.mjs'), 'completion', 'query', 'fish', '--', ...words]).stdout
  expect(ask('db=')).toBe('db=mysql\ndb=postgres\n')
  expect(ask('db=postgres', 'db.')).toBe('db.host=\n')
  expect(ask('verbose=')).toBe('verbose=true\nverbose=false\n')
  expect(ask('')).not.toContain('explain')
})
