import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { withReference } from '../../src/cli/reference.js'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Block {
  line: number
  /** What stands behind its backticks: ```` ```sh run ````. */
  info: string
  code: string
}

function blocks(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    info: match[1] as string,
    code: match[2] as string,
  }))
}

const runnable = (page: string) => blocks(page).filter(({ info }) => info === 'sh run')

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
]

describe.each(pages.map((page) => ({ page, blocks: runnable(page) })).filter(({ blocks }) => blocks.length > 0))(
  'the commands of $page run as they are written',
  ({ page, blocks: commands }) => {
    let project: Project
    beforeAll(() => {
      project = new Project()
      // What `npm install polyhead` leaves: `polyhead` and `npx polyhead` are this one.
      mkdirSync(join(project.dir, 'node_modules/.bin'), { recursive: true })
      symlinkSync(root, join(project.dir, 'node_modules/polyhead'))
      symlinkSync('../polyhead/bin/polyhead.js', join(project.dir, 'node_modules/.bin/polyhead'))
      // Files that the page shows: ```yaml file=charts.yaml
      for (const { info, code } of blocks(page)) {
        const file = /^(?:js|yaml) file=(.*)$/.exec(info)?.[1]
        if (file) project.write(file, code)
      }
    })
    afterAll(() => project.remove())

    test.each(commands)('line $line', ({ code }) => {
      const env = { ...process.env, PATH: `${join(project.dir, 'node_modules/.bin')}:${process.env.PATH}` }
      const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', code], {
        cwd: project.dir,
        env,
        encoding: 'utf8',
      })
      expect(status, `${code}\n${stdout}\n${stderr}`).toBe(0)
    })
  },
)

/** The commands of polyhead in a block: what they are given differs in tests. */
function commandsOf(code: string): string[] {
  return Array.from(code.matchAll(/^(?:npx )?polyhead ([a-z]+)(?=\s|$)/gm), ([, command]) => command as string)
}

test('commands of the pages run where they stand, have their like in a test that the block names, or are by hand', () => {
  // docs/diagnostics.md is written from examples that its own test runs.
  const others = pages
    .filter((page) => page !== 'docs/diagnostics.md')
    .flatMap((page) => blocks(page).map((block) => ({ page, ...block })))
    .filter(({ info }) => info !== 'sh run' && info !== 'sh by hand')
  const isCommand = ({ info, code }: Block) =>
    /^(sh|bash|console)\b/.test(info) || (info === '' && /^(npx )?(polyhead|npm|node) (?!\[)/.test(code))
  const unrun = others.filter(isCommand).flatMap(({ page, line, info, code }) => {
    const named = /^sh in (\S+)$/.exec(info)?.[1]
    if (named === undefined || !existsSync(join(root, named))) return [`${page}:${line}`]
    const text = readFileSync(join(root, named), 'utf8')
    return commandsOf(code)
      .filter((command) => !text.includes(`'${command}'`))
      .map((command) => `${page}:${line}: no '${command}' in ${named}`)
  })
  expect(unrun).toEqual([])
})

test('what CONTRIBUTING.md runs by npm are scripts of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = blocks('CONTRIBUTING.md').flatMap(({ code }) => Array.from(code.matchAll(/npm run ([\w:]+)/g)))
  expect(own.length).toBeGreaterThan(1)
  expect(own.filter(([, name]) => !((name as string) in scripts))).toEqual([])
})

test.each([['mtl_penguins', 70], ...(required('fashion') ? ([['mtl_methods', 75]] as const) : [])] as const)(
  'the sweep of methods that experiment=%s has in it is valid',
  (name, jobs) => {
    const [command = ''] = new RegExp(`(?<=^polyhead )-m experiment=${name} .*$`, 'm').exec(
      readFileSync(join(root, 'docs/methods-compared.md'), 'utf8'),
    ) as RegExpExecArray
    const project = new Project()
    const { stdout, stderr } = project.polyhead(...command.split(' '), '--dry-run')
    expect(stdout, stderr).toMatch(new RegExp(`^${jobs} jobs valid: nothing was run$`, 'm'))
    project.remove()
  },
)

test('npm start trains the showcase, and says what to try next', () => {
  const project = new Project()
  const npm = { npm_lifecycle_event: 'start', npm_config_user_agent: 'npm/10.8.2' }
  const { code, stdout, stderr } = project.node([join(root, 'start.mjs'), 'trainer.max_epochs=1'], npm)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^average test accuracy 0\.\d+\n[\s\S]*^try next\n {2}npx polyhead /m)
  // The shell of who types that has no `polyhead` of its own.
  expect(stdout).toMatch(/^again {6}npx polyhead reproduce outputs\S+\ntest {7}npx polyhead eval outputs\S+$/m)
  project.remove()
})

/** Blocks that begin with a command and show what it prints; `…` at the end of a line stands for its rest. */
function shown(page: string): { page: string; command: string; lines: string[] }[] {
  const text = readFileSync(join(root, page), 'utf8')
  return Array.from(text.matchAll(/^```\n\$ (?:npx )?polyhead (.*)\n([\s\S]*?)^```$/gm), ([, command, output]) => ({
    page,
    command: command as string,
    lines: (output as string).trimEnd().split('\n'),
  }))
}

test.each(pages.flatMap(shown))('$page shows what $command prints', ({ command, lines }) => {
  const project = new Project()
  const { stdout, stderr } = project.polyhead(...command.split(' '))
  const printed = (stdout + stderr).trimEnd().split('\n')
  const cut = printed.map((line, index) => {
    const end = lines[index]?.endsWith('…') ? lines[index].length - 1 : line.length
    return end < line.length ? `${line.slice(0, end)}…` : line
  })
  expect(cut).toEqual(lines)
  project.remove()
})

test('the README shows a mistake', () => {
  expect(shown('README.md')).toHaveLength(1)
})

test('docs/run.svg shows what a mistake prints: npm run figures records it again', () => {
  const picture = readFileSync(join(root, 'docs/run.svg'), 'utf8')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('\u00a0', ' ')
  const project = new Project()
  const [, mistake = ''] = /^\$ polyhead (.*lrr.*)$/m.exec(picture) ?? []
  const { code, stderr } = project.polyhead(...mistake.split(' '))
  expect(code).toBe(2)
  // A long line goes on in the next.
  expect(picture.replaceAll('\n', '')).toContain(stderr.replaceAll('\n', ''))
  project.remove()
})

test('what npm start suggests can be typed', () => {
  const text = readFileSync(join(root, 'start.mjs'), 'utf8')
  const lines = Array.from(text.matchAll(/^ {2}npx polyhead (\S.*?) {2}/gm), ([, words]) => words as string)
  expect(lines.length).toBeGreaterThan(3)
  const project = new Project()
  for (const line of lines) {
    const isRun = !/^(explain|--help)/.test(line)
    const { code, stderr } = project.polyhead(...line.split(' '), ...(isRun ? ['--dry-run'] : []))
    expect(code, `${line}\n${stderr}`).toBe(0)
  }
  project.remove()
})

test('docs/cli.md says what the commands say of themselves: npm run generate brings it up to date', async () => {
  const text = readFileSync(join(root, 'docs/cli.md'), 'utf8')
  const commands = await polyheadApp.commands()
  expect(text).toBe(withReference(text, commands))
  const parts = [...text.matchAll(/<!-- generated: (.*?) -->/g)].map(([, name]) => name)
  expect(parts.sort()).toEqual([...commands.keys(), 'commands', 'flags of a run', 'flags of every command'].sort())
})
