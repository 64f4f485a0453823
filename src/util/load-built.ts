/**
 * Loads the scripts of `dist/` with what V8 has compiled of them before: the build keeps that beside them for its own
 * version of V8, and for any other the first runs keep it in the user's cache. Without it, compiling on first use is
 * half of the time that a short command takes.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { makeFolder } from './make-folder.js'
import { cacheRoot, userCache } from './user-folders.js'

/** Runs that add to what the cache has of a script: each compiles the functions that it comes to. */
const RUNS = 4
/** Folders of other versions of polyhead or V8, or of other flags, that stay beside this one's: those used last. */
const OTHERS = 3
const DAY = 86_400_000

const dist = import.meta.dirname
const chunks = join(dist, 'chunks')
const native = createRequire(join(dist, 'script.cjs'))

/** Where the build keeps the compiled code for this V8. */
export const compiledFolder: string = join(
  dist,
  'compiled',
  `${process.versions.v8}-${process.platform}-${process.arch}`,
)
const isCompiled = existsSync(compiledFolder)
let isNew = false
const kept = isCompiled ? compiledFolder : cacheFolder()

/**
 * The user's own folder for this version of polyhead and this V8 with its flags; undefined where there can be none, or
 * where others may write, for what is in it is run.
 */
function cacheFolder(): string | undefined {
  try {
    const { version } = native('../package.json')
    const { cachedDataVersionTag } = native('node:v8')
    const name = `${cachedDataVersionTag()}-${process.platform}-${process.arch}`
    const folder = userCache('compiled', version, name)
    isNew = !existsSync(folder)
    if (isNew) makeFolder(folder, 0o700)
    if (!isOurs(folder)) return undefined
    markUsed(folder)
    return folder
  } catch {
    // A cache that cannot be written is done without.
    return undefined
  }
}

/** Whether nobody else can put another file, or another folder, in the place of one of ours. */
function isOurs(folder: string): boolean {
  if (!process.getuid) return true
  const owner = process.getuid()
  for (let at = folder; ; at = dirname(at)) {
    const { uid, mode } = statSync(at)
    const isClosed = (mode & 0o022) === 0
    // Others may have folders of their own beside ours where the sticky bit keeps them from moving it.
    if (at === cacheRoot()) return (uid === owner || uid === 0) && (isClosed || (mode & 0o1000) !== 0)
    if (uid !== owner || !isClosed) return false
  }
}

/** When a folder was used last is told by its time, to the day: that is cheaper than to write at each start. */
function markUsed(folder: string): void {
  const now = Date.now()
  if (now - statSync(folder).mtimeMs > DAY) utimesSync(folder, now / 1000, now / 1000)
}

/**
 * Removes what is kept for others than this folder, but for those that were used last. Who reads there meanwhile
 * compiles what is gone, and who writes there does without.
 */
function removeOthers(folder: string): void {
  const root = userCache('compiled')
  const below = (at: string) => readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const versions = below(root).map(({ name }) => join(root, name))
  const unused = versions
    .flatMap((version) => below(version).map(({ name }) => join(version, name)))
    .filter((other) => other !== folder)
    .map((other) => ({ other, used: statSync(other).mtimeMs }))
    .sort((a, b) => b.used - a.used)
    .slice(OTHERS)
  for (const { other } of unused) rmSync(other, { recursive: true, force: true })
  for (const version of versions) if (readdirSync(version).length === 0) rmdirSync(version)
}

type Run = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void

/** Modules by their file, and the scripts that hold them. */
const modules = new Map<string, { exports: unknown }>()
const scripts = new Map<string, { script: Script; before: Kept | undefined }>()

/** V8 does not check compiled code: whether the script has changed, or the code is damaged, is found by this sum. */
function checksum(source: Buffer, rest: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(crc32(rest, crc32(source)))
  return sum
}

/**
 * The name of a script in traces. Compiled code holds it, so it must be the same wherever the package is built or
 * installed.
 */
const shownName = (file: string): string => join('polyhead', 'dist', relative(dist, file))

const keptFile = (folder: string, file: string): string => join(folder, relative(dist, file))

/** What is kept of a script, behind a checksum: how many runs have added to it (a byte), and the code. */
interface Kept {
  runs: number
  code: Buffer
}

function keptCode(file: string, source: Buffer): Kept | undefined {
  if (kept === undefined) return undefined
  let content: Buffer
  try {
    content = readFileSync(keptFile(kept, file))
  } catch {
    // Not there, or not to be read: the script is compiled as usual.
    return undefined
  }
  const rest = content.subarray(4)
  if (!content.subarray(0, 4).equals(checksum(source, rest))) return undefined
  return { runs: rest[0] as number, code: rest.subarray(1) }
}

/** Compiles a script, without running its body. */
function compile(file: string): Run {
  const source = readFileSync(file)
  const before = keptCode(file, source)
  // The bundler writes ASCII, which V8 keeps in one byte a character.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.toString('latin1')}\n})`
  const script = new Script(wrapped, { filename: shownName(file), cachedData: before?.code })
  scripts.set(file, { script, before })
  return script.runInThisContext()
}

function run(file: string, body: Run): unknown {
  const module = { exports: {} }
  modules.set(file, module)
  const folder = dirname(file)
  const require = (id: string) => {
    if (id.startsWith('./')) return loadBuilt(folder + sep + id.slice(2))
    return native(id.startsWith('.') ? join(folder, id) : id)
  }
  try {
    body(module.exports, require, module, file, folder)
  } catch (error) {
    modules.delete(file)
    throw error
  }
  return module.exports
}

/** Bodies of modules that came in one script, by their files. */
const packed = new Map<string, Run>()

/**
 * What a script of `dist/` exports; it is run when it is asked for the first time.
 * @param file its absolute path; its own requires of `./…` are loaded in the same way
 */
export function loadBuilt(file: string): unknown {
  const before = modules.get(file)
  if (before) return before.exports
  return run(file, packed.get(file) ?? compile(file))
}

/** What a chunk exports. @param name its file's name in `dist/chunks/` */
export function loadChunk(name: string): unknown {
  return loadBuilt(join(chunks, name))
}

/**
 * The same, with all that it imports as one script beside the chunks: opening fifty files takes longer than running
 * what is in them.
 */
export function loadPacked(name: string): unknown {
  const file = join(chunks, `packed-${name}`)
  const bodies = run(file, compile(file)) as Record<string, Run>
  for (const [each, body] of Object.entries(bodies)) packed.set(join(chunks, each), body)
  return loadChunk(name)
}

/** Keeps what V8 has compiled until now of the scripts that this process loaded. */
export function keepCompiledCode(folder: string = compiledFolder): void {
  for (const [file, { script, before }] of scripts) {
    const runs = (before?.runs ?? 0) + 1
    if (folder !== compiledFolder && runs > RUNS) continue
    const now = script.createCachedData()
    // In a long run V8 forgets code that it has not used for a while.
    const code = before && before.code.length > now.length ? before.code : now
    const rest = Buffer.concat([Buffer.of(runs), code])
    const path = keptFile(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    // Written beside and renamed: others may read meanwhile.
    writeFileSync(`${path}.${process.pid}`, Buffer.concat([checksum(readFileSync(file), rest), rest]))
    renameSync(`${path}.${process.pid}`, path)
  }
}

if (kept !== undefined && !isCompiled) {
  process.once('exit', () => {
    try {
      keepCompiledCode(kept)
      if (isNew) removeOthers(kept)
    } catch {
      // The disk is full, say, or another process removes the same: compiled code is kept for speed alone.
    }
  })
}
