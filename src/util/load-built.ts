/**
 * Loads the scripts of `dist/` with what V8 has compiled of them before: the build keeps that beside them, in one
 * folder for each version of V8. Without it, compiling on first use is half of the time that a short command takes.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

const dist = import.meta.dirname
const chunks = join(dist, 'chunks')
const native = createRequire(join(dist, 'script.cjs'))

/** Where the compiled code for this V8 is. */
export const compiledFolder: string = join(
  dist,
  'compiled',
  `${process.versions.v8}-${process.platform}-${process.arch}`,
)
const isCompiled = existsSync(compiledFolder)

type Run = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void

/** Modules by their file, and the scripts that hold them. */
const modules = new Map<string, { exports: unknown }>()
const scripts = new Map<string, Script>()

/** V8 does not check compiled code: whether the script has changed, or the code is damaged, is found by this sum. */
function checksum(source: Buffer, code: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(crc32(code, crc32(source)))
  return sum
}

/**
 * The name of a script in traces. Compiled code holds it, so it must be the same wherever the package is built or
 * installed.
 */
const shownName = (file: string): string => join('polyhead', 'dist', relative(dist, file))

const compiledFile = (file: string): string => join(compiledFolder, relative(dist, file))

function compiledCode(file: string, source: Buffer): Buffer | undefined {
  let content: Buffer
  try {
    content = readFileSync(compiledFile(file))
  } catch {
    // Not there, or not to be read: the script is compiled as usual.
    return undefined
  }
  const code = content.subarray(4)
  return content.subarray(0, 4).equals(checksum(source, code)) ? code : undefined
}

/** Compiles a script, without running its body. */
function compile(file: string): Run {
  const source = readFileSync(file)
  const cachedData = isCompiled ? compiledCode(file, source) : undefined
  // The bundler writes ASCII, which V8 keeps in one byte a character.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.toString('latin1')}\n})`
  const script = new Script(wrapped, { filename: shownName(file), cachedData })
  scripts.set(file, script)
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
export function keepCompiledCode(): void {
  for (const [file, script] of scripts) {
    const code = script.createCachedData()
    mkdirSync(dirname(compiledFile(file)), { recursive: true })
    writeFileSync(compiledFile(file), Buffer.concat([checksum(readFileSync(file), code), code]))
  }
}
