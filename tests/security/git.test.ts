// A folder from somebody else is a git repository whose configuration names programs. Reading its state runs none, and
// changes nothing.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readWorkTree } from '../../src/rundir/git.js'
import { sha256 } from '../../src/util/sha256.js'
import { Project } from '../helpers/project.js'

let project: Project
const run = (cwd: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
const git = (...args: string[]) => run(project.dir, ...args)
const at = (name: string) => join(project.dir, name)
const state = () => readWorkTree(project.dir, 2 ** 20)

/** Which programs ran. */
const ran = () => (existsSync(at('.git/ran')) ? readFileSync(at('.git/ran'), 'utf8').trim() : '')

/** A program that says that it ran. */
function program(name: string, dir = '.git'): string {
  project.write(`${dir}/${name}`, `#!/bin/sh\necho ${name} >> '${at('.git/ran')}'\n`)
  chmodSync(at(`${dir}/${name}`), 0o755)
  return at(`${dir}/${name}`)
}

beforeEach(() => {
  project = new Project()
  project.write('a.txt', 'one\n').write('b.bin', 'two\n')
  git('init', '-q', '-b', 'trunk')
  git('add', '.')
  git('commit', '-qm', 'first')
  project.write('a.txt', 'changed\n')
})
afterEach(() => project.remove())

/** As if the file had been touched after the index was written: git looks at its content then. */
function touch(name: string): void {
  const later = Date.now() / 1000 + 5
  utimesSync(at(name), later, later)
}

const KEYS: readonly [key: string, set: (evil: string) => void, shown?: readonly string[]][] = [
  ['core.fsmonitor', (evil) => void git('config', 'core.fsmonitor', evil), ['status']],
  [
    'filter.x.clean',
    (evil) => {
      project.write('.gitattributes', '* filter=x\n')
      git('config', 'filter.x.clean', evil)
      git('config', 'filter.x.required', 'true')
      touch('b.bin')
    },
    ['diff', 'HEAD'],
  ],
  [
    'filter.x.smudge',
    (evil) => {
      project.write('.git/info/attributes', '* filter=x\n')
      git('config', 'filter.x.smudge', evil)
    },
  ],
  [
    'filter.x.process',
    (evil) => {
      project.write('.gitattributes', '* filter=x\n')
      git('config', 'filter.x.process', evil)
    },
    ['diff', 'HEAD'],
  ],
  ['diff.external', (evil) => void git('config', 'diff.external', evil), ['diff', 'HEAD']],
  [
    'diff.x.command',
    (evil) => {
      project.write('.gitattributes', '* diff=x\n')
      git('config', 'diff.x.command', evil)
    },
    ['diff', 'HEAD'],
  ],
  [
    'diff.x.textconv',
    (evil) => {
      project.write('.gitattributes', '* diff=x\n')
      git('config', 'diff.x.textconv', evil)
      git('config', 'diff.x.cachetextconv', 'true')
    },
    ['diff', 'HEAD'],
  ],
  [
    'include.path',
    (evil) => {
      project.write('.git/more', `[filter "x"]\n\tclean = ${evil}\n[core]\n\tfsmonitor = ${evil}\n`)
      project.write('.gitattributes', '* filter=x\n')
      git('config', 'include.path', 'more')
    },
    ['diff', 'HEAD'],
  ],
  [
    'includeIf.gitdir:/.path',
    (evil) => {
      project.write('.git/more', `[core]\n\tfsmonitor = ${evil}\n`)
      git('config', 'includeIf.gitdir:/.path', 'more')
    },
    ['status'],
  ],
  [
    'config.worktree',
    (evil) => {
      git('config', 'extensions.worktreeConfig', 'true')
      git('config', '--worktree', 'core.fsmonitor', evil)
    },
    ['status'],
  ],
  [
    'core.hooksPath',
    (evil) => {
      mkdirSync(at('.git/own-hooks'))
      for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'post-checkout']) {
        copyFileSync(evil, at(`.git/own-hooks/${hook}`))
      }
      git('config', 'core.hooksPath', '.git/own-hooks')
      touch('b.bin')
    },
    ['status'],
  ],
  [
    'hooks/post-index-change',
    (evil) => {
      mkdirSync(at('.git/hooks'), { recursive: true })
      copyFileSync(evil, at('.git/hooks/post-index-change'))
      touch('b.bin')
    },
    ['status'],
  ],
  ...[
    'core.pager',
    'pager.diff',
    'pager.rev-parse',
    'interactive.diffFilter',
    'core.editor',
    'core.askPass',
    'core.sshCommand',
    'core.gitProxy',
    'core.alternateRefsCommand',
    'credential.helper',
    'gpg.program',
    'gpg.ssh.program',
    'merge.x.driver',
    'uploadpack.packObjectsHook',
    'trace2.eventTarget',
    'sequence.editor',
    'browser.x.cmd',
    'remote.origin.uploadpack',
    'remote.origin.vcs',
    'alias.diff',
    'alias.rev-parse',
  ].map((key): [string, (evil: string) => void] => [
    key,
    (evil) => void git('config', key, key.startsWith('alias') ? `!${evil}` : evil),
  ]),
  [
    'a promisor remote for objects that are missing',
    (evil) => {
      git('config', 'extensions.partialClone', 'origin')
      git('config', 'remote.origin.promisor', 'true')
      git('config', 'remote.origin.url', `ext::${evil}`)
      git('config', 'protocol.ext.allow', 'always')
      const blob = git('rev-parse', 'HEAD:a.txt').trim()
      rmSync(at(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`))
    },
    ['diff', 'HEAD'],
  ],
]

describe('no program runs that is named by', () => {
  test.each(KEYS)('%s', async (_, set, shown) => {
    set(program('evil'))
    const before = [sha256(readFileSync(at('.git/index'))), statSync(at('.git/index')).mtimeMs]
    const found = await state()
    expect(ran()).toBe('')
    expect([sha256(readFileSync(at('.git/index'))), statSync(at('.git/index')).mtimeMs]).toEqual(before)
    expect(project.files('.git').filter((file) => file.endsWith('.lock'))).toEqual([])
    if (existsSync(at(`.git/objects`)) && found) expect(found.diff).toContain('+changed')
    if (!shown) return
    // Git itself would have run it: the trap is one.
    try {
      git(...shown)
    } catch {
      // What it makes of the program's answer does not matter.
    }
    expect(ran()).toMatch(/evil|post-index-change/)
  })

  test('a submodule’s own configuration', async () => {
    const inner = new Project()
    inner.write('c.txt', 'three\n')
    run(inner.dir, 'init', '-q', '-b', 'trunk')
    run(inner.dir, 'add', '.')
    run(inner.dir, 'commit', '-qm', 'first')
    git('submodule', 'add', '-q', inner.dir, 'sub')
    git('commit', '-qam', 'with a submodule')
    inner.remove()
    const clean = await state()
    expect(clean?.state.diffSha256).toBeNull()
    run(at('sub'), 'config', 'core.fsmonitor', program('evil'))
    run(at('sub'), 'config', 'filter.x.clean', program('evil'))
    project.write('sub/.gitattributes', '* filter=x\n').write('sub/c.txt', 'changed\n')
    const found = await state()
    expect(ran()).toBe('')
    expect(found?.diff).toContain('--- a/sub/c.txt\n+++ b/sub/c.txt')
    git('status')
    expect(ran()).toContain('evil')
  })

  test('a run in the folder', () => {
    project.write('.gitattributes', '* filter=x\n')
    git('config', 'filter.x.clean', program('evil'))
    git('config', 'core.fsmonitor', program('evil'))
    mkdirSync(at('.git/hooks'), { recursive: true })
    copyFileSync(program('post-index-change'), at('.git/hooks/post-index-change'))
    const quick = [
      'experiment=permuted_digits',
      'train_tasks=1',
      'trainer.max_epochs=0',
      'trainer.limit_test_batches=1',
    ]
    const { code, stderr } = project.polyhead(...quick, 'hydra.run.dir=out')
    expect(code, stderr).toBe(0)
    expect(ran()).toBe('')
    const { git: recorded } = JSON.parse(project.read('out/run.json'))
    expect(recorded).toMatchObject({ commit: git('rev-parse', 'HEAD').trim(), branch: 'trunk', diffFile: 'git.diff' })
    expect(project.read('out/git.diff')).toContain('+changed')
  })
})

test('what git is asked by way of is gone, also where the process ends before the answer', () => {
  mkdirSync(at('scratch'))
  // git waits for it until it is ended
  execFileSync('mkfifo', [at('.gitattributes')])
  const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
  const { code, stderr } = project.node([bin, 'experiment=permuted_digits', '--dry-run'], { TMPDIR: at('scratch') })
  expect(code, stderr).toBe(0)
  expect(readdirSync(at('scratch'))).toEqual([])
})

describe('what is recorded is what git says', () => {
  const expectRight = async () => {
    const diff = git('diff', 'HEAD')
    const branch = git('rev-parse', '--abbrev-ref', 'HEAD').trim()
    expect(await state()).toEqual({
      state: {
        commit: git('rev-parse', 'HEAD').trim(),
        branch: branch === 'HEAD' ? null : branch,
        diffSha256: diff === '' ? null : sha256(diff),
      },
      diff,
      diffBytes: Buffer.byteLength(diff),
    })
  }

  test.each([
    ['a change', () => {}],
    ['no change', () => void git('checkout', '-q', '.')],
    [
      'files that were only touched',
      () => {
        git('checkout', '-q', '.')
        touch('a.txt')
        touch('b.bin')
      },
    ],
    [
      'staged, removed, renamed and new files',
      () => {
        git('mv', 'b.bin', 'c.bin')
        project.write('d.txt', 'new\n')
        git('add', '.')
        rmSync(at('a.txt'))
      },
    ],
    ['a detached HEAD', () => void git('checkout', '-q', '--detach')],
    ['packed references and objects', () => void git('gc', '-q')],
    ['a split index', () => void git('update-index', '--split-index')],
    [
      'an untracked cache and a newer index',
      () => void git('update-index', '--untracked-cache', '--index-version', '4'),
    ],
    [
      'line ends that git converts',
      () => {
        git('config', 'core.autocrlf', 'true')
        project.write('b.bin', 'two\r\n').write('a.txt', 'other\r\n')
      },
    ],
    ['attributes of the repository', () => project.write('.git/info/attributes', '*.txt -diff\n')],
    ['a mode that changed, where modes count', () => chmodSync(at('b.bin'), 0o755)],
    [
      'a mode that changed, where modes do not count',
      () => {
        git('config', 'core.filemode', 'false')
        chmodSync(at('b.bin'), 0o755)
      },
    ],
    ['bytes that are no text', () => project.write('a.txt', 'a\u0000b')],
    [
      'names that need quotes',
      () => {
        project.write('ä "b"\n.txt', 'x\n')
        git('add', '.')
      },
    ],
  ])('with %s', async (_, change) => {
    change()
    await expectRight()
  })

  test('in a folder below, in a linked work tree, and in a repository of sha256', async () => {
    mkdirSync(at('deep/er'), { recursive: true })
    expect(await readWorkTree(at('deep/er'), 2 ** 20)).toEqual(await state())
    git('worktree', 'add', '-q', '-b', 'other', at('linked'))
    project.write('linked/a.txt', 'in another tree\n')
    const linked = await readWorkTree(at('linked'), 2 ** 20)
    expect(linked?.state.branch).toBe('other')
    expect(linked?.diff).toBe(run(at('linked'), 'diff', 'HEAD'))
    const modern = new Project()
    modern.write('a', '1\n')
    run(modern.dir, 'init', '-q', '-b', 'trunk', '--object-format=sha256')
    run(modern.dir, 'add', '.')
    run(modern.dir, 'commit', '-qm', 'first')
    modern.write('a', '2\n')
    expect((await readWorkTree(modern.dir, 2 ** 20))?.diff).toBe(run(modern.dir, 'diff', 'HEAD'))
    modern.remove()
  })

  test('a file of Git LFS is changed only where its content is', async () => {
    const content = 'a large file\n'
    const pointer = (text: string) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(text)}\nsize ${text.length}\n`
    mkdirSync(at('.git/lfs'))
    project.write('.gitattributes', '*.dat filter=lfs diff=lfs merge=lfs -text\n')
    project.write('x.dat', pointer(content)).write('y.dat', pointer('another\n'))
    git('add', '.')
    git('commit', '-qm', 'pointers')
    project.write('x.dat', content).write('y.dat', 'changed!\n')
    const diff = (await state())?.diff
    expect(diff).not.toContain('x.dat')
    expect(diff).toContain('b/y.dat')
  })

  test('nothing outside of a repository, without a commit, or where .git is no repository', async () => {
    rmSync(at('.git'), { recursive: true })
    expect(await state()).toBeNull()
    git('init', '-q')
    expect(await state()).toBeNull()
    rmSync(at('.git'), { recursive: true })
    symlinkSync('/dev/zero', at('.git'))
    expect(await state()).toBeNull()
  })

  test('a diff that is longer than asked for has its hash and its length', async () => {
    project.write('a.txt', 'x\n'.repeat(5000))
    const diff = git('diff', 'HEAD')
    const found = await readWorkTree(project.dir, 1000)
    expect(found).toMatchObject({ state: { diffSha256: sha256(diff) }, diff: null, diffBytes: diff.length })
  })
})

test.each([
  ['an index that is a pipe', '.git/index'],
  ['a configuration that is a pipe', '.git/config'],
  ['packed references that are a pipe', '.git/packed-refs'],
  ['attributes that are a pipe', '.gitattributes'],
])(
  '%s does not keep a run waiting for ever',
  async (_, name) => {
    rmSync(at(name), { force: true })
    execFileSync('mkfifo', [at(name)])
    const began = performance.now()
    await state()
    expect(performance.now() - began).toBeLessThan(60_000)
  },
  90_000,
)
