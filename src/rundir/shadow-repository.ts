import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import type { Socket } from 'node:net'
import { devNull, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { IrregularFile, readRegular } from '../util/read-regular.js'

/** Where a work tree's repository is. */
export interface Repository {
  /** Of the work tree. */
  root: string
  gitDir: string
  /** What linked work trees have in common; else `gitDir`. */
  commonDir: string
}

const SMALL = 2 ** 16
const LARGEST_CONFIG = 2 ** 20
const LARGEST_INDEX = 2 ** 30
/** A repository that does not answer within this, ms, is taken for none: one may be made so that git never ends. */
const PATIENCE = 10_000
/** Bytes of an answer that is kept in memory. */
const LARGEST_ANSWER = 2 ** 28

/** Those that are there: a process that ends meanwhile leaves none, and no git that waits. */
const open = new Set<ShadowRepository>()
process.on('exit', () => {
  for (const shadow of open) shadow.remove()
})

/** The repository whose work tree holds a folder; undefined where there is none. */
export function findRepository(folder: string): Repository | undefined {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const found = repositoryAt(root)
    if (found || dirname(root) === root) return found
  }
}

/** The repository of which a folder is the work tree. */
export function repositoryAt(root: string): Repository | undefined {
  const entry = join(root, '.git')
  const stats = statSync(entry, { throwIfNoEntry: false })
  if (!stats) return undefined
  const named = stats.isFile() ? /^gitdir: (.+)/.exec(smallText(entry) ?? '')?.[1]?.trimEnd() : undefined
  const gitDir = named === undefined ? entry : resolve(root, named)
  if (!existsSync(join(gitDir, 'HEAD'))) return undefined
  const common = smallText(join(gitDir, 'commondir'))
  return { root, gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common.trim()) }
}

function smallText(path: string): string | undefined {
  try {
    return readRegular(path, { largest: SMALL }).toString('utf8')
  } catch {
    return undefined
  }
}

/** Settings that say how files are stored, and name no program. */
const HARMLESS =
  /^(core\.(repositoryformatversion|filemode|ignorecase|symlinks|precomposeunicode|autocrlf|eol|trustctime|checkstat)|extensions\.(objectformat|refstorage))$/
const VALUE = /^[\w.-]{1,32}$/

/**
 * A repository with the commits, references and index of another one and none of its configuration: git, asked about
 * the other's work tree by way of this one, finds no program to run (filters, hooks, monitors, drivers, pagers,
 * transports), and has nothing of the other's to write to.
 */
export class ShadowRepository {
  readonly #dir = mkdtempSync(join(tmpdir(), 'polyhead-git-'))
  readonly #root: string
  #child: ChildProcess | undefined

  private constructor({ root }: Repository) {
    this.#root = root
    open.add(this)
  }

  static async of(repository: Repository): Promise<ShadowRepository> {
    const { gitDir, commonDir } = repository
    const shadow = new ShadowRepository(repository)
    try {
      shadow.#write('HEAD', readRegular(join(gitDir, 'HEAD'), { largest: SMALL }))
      for (const name of ['objects', 'refs', 'packed-refs', 'reftable', 'shallow']) {
        const target = join(commonDir, name)
        const stats = statSync(target, { throwIfNoEntry: false })
        if (!stats) continue
        if (!stats.isFile() && !stats.isDirectory()) throw new IrregularFile(`'${name}' is neither file nor folder`)
        symlinkSync(target, join(shadow.#dir, name))
      }
      shadow.#copyIndex(gitDir)
      shadow.#copyAttributes(commonDir)
      shadow.#write('config', '')
      shadow.#write('config', await shadow.#settings(join(commonDir, 'config')))
    } catch (error) {
      shadow.remove()
      throw error
    }
    return shadow
  }

  /** What git prints. @throws Error where it fails or takes too long */
  async git(...args: string[]): Promise<string> {
    return await this.#run(args, ['ignore', 'pipe', 'ignore'])
  }

  /** Has git print into a file. */
  async gitInto(fd: number, ...args: string[]): Promise<void> {
    await this.#run(args, ['ignore', fd, 'ignore'])
  }

  /** Gives git a text to read. */
  async gitOf(input: string, ...args: string[]): Promise<string> {
    return await this.#run(args, ['pipe', 'pipe', 'ignore'], { input })
  }

  /** A file for what git prints, gone with the rest. */
  scratch(name: string): string {
    return join(this.#dir, name)
  }

  remove(): void {
    this.#child?.kill('SIGKILL')
    rmSync(this.#dir, { recursive: true, force: true })
    open.delete(this)
  }

  async #run(
    args: readonly string[],
    stdio: StdioOptions,
    { input = '', cwd = this.#root, env = this.#env() }: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<string> {
    const child = spawn('git', args, { cwd, env, stdio })
    this.#child = child
    // Whoever needs the answer stays for it: nobody else waits.
    child.unref()
    for (const pipe of [child.stdin, child.stdout]) (pipe as Socket | null)?.unref()
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref()
    return await new Promise((resolve, reject) => {
      const parts: Buffer[] = []
      let length = 0
      child.stdout?.on('data', (part: Buffer) => {
        length += part.length
        if (length > LARGEST_ANSWER) child.kill('SIGKILL')
        else parts.push(part)
      })
      // It may end before it has read all: its status says whether that is a fault.
      child.stdin?.on('error', () => {}).end(input)
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(patience)
        this.#child = undefined
        if (code === 0) resolve(Buffer.concat(parts).toString('utf8'))
        else reject(new Error(`git ${args[0]} ended with ${code}`))
      })
    })
  }

  /** Git's own variables may name programs, too, and its user's configuration may name some within the work tree. */
  #env(): NodeJS.ProcessEnv {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
    return {
      ...Object.fromEntries(others),
      GIT_DIR: this.#dir,
      GIT_WORK_TREE: this.#root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_ATTR_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_PAGER: 'cat',
      HOME: this.#dir,
      XDG_CONFIG_HOME: this.#dir,
      LC_ALL: 'C',
    }
  }

  #write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.#dir, name), content)
  }

  /**
   * With its time, by which git tells files that may have been changed after it: rounded down, it looks at more of
   * them.
   */
  #copyIndex(gitDir: string): void {
    const index = join(gitDir, 'index')
    const stats = statSync(index, { throwIfNoEntry: false })
    if (!stats) return
    if (!stats.isFile() || stats.size > LARGEST_INDEX) throw new IrregularFile("is no repository's index")
    const copy = join(this.#dir, 'index')
    copyFileSync(index, copy)
    const seconds = Math.floor(stats.mtimeMs) / 1000
    utimesSync(copy, seconds, seconds)
    for (const name of readdirSync(gitDir)) {
      if (name.startsWith('sharedindex.')) symlinkSync(join(gitDir, name), join(this.#dir, name))
    }
  }

  /** They tell text from binary files; filters and drivers that they name are set up nowhere. */
  #copyAttributes(commonDir: string): void {
    const text = smallText(join(commonDir, 'info', 'attributes'))
    if (text === undefined) return
    mkdirSync(join(this.#dir, 'info'))
    this.#write('info/attributes', text)
  }

  /** The harmless ones of the user and of the repository. Nothing that its file includes is read. */
  async #settings(file: string): Promise<string> {
    const settings = new Map<string, string>()
    const add = (list: string) => {
      for (const entry of list.split('\0')) {
        const [key = '', value = ''] = entry.split('\n')
        if (HARMLESS.test(key) && VALUE.test(value)) settings.set(key, value)
      }
    }
    add(await this.#userSettings())
    const text = readRegular(file, { largest: LARGEST_CONFIG })
    this.#write('theirs', text)
    add(await this.git('config', '--file', join(this.#dir, 'theirs'), '--no-includes', '--null', '--list'))
    settings.set('core.bare', 'false')
    return Array.from(settings, ([key, value]) => `[${key.split('.')[0]}]\n\t${key.split('.')[1]} = ${value}\n`).join(
      '',
    )
  }

  async #userSettings(): Promise<string> {
    const { GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, HOME, XDG_CONFIG_HOME } = process.env
    const env = { ...this.#env(), GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, HOME, XDG_CONFIG_HOME }
    const args = ['config', '--null', '--get-regexp', '^core\\.']
    // This is no repository yet, and git may have no settings or not be installed.
    return await this.#run(args, ['ignore', 'pipe', 'ignore'], { cwd: this.#dir, env }).catch(() => '')
  }
}
