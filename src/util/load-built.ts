/**
 * Loads the scripts of `dist/` with what V8 has compiled of them before: the build keeps that beside them, in one
 * folder for each version of V8. Without it, compiling on first use is half of the time that a short command takes;
 * where there is no folder for this V8, scripts are loaded as Node loads any CommonJS file.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

const dist = import.meta.dirname
const native = createRequire(join(dist, 'script.cjs'))

/** Where the compiled code for this V8 is. */
export const compiledFolder: string = join(
  dist,
  'compiled',
  `${process.versions.v8}-${process.platform}-${process.arch}`,
)
const isCompiled = existsSync(compiledFolder)

interface Loaded {
  readonly script: Script
  readonly module: { exports: unknown }
}

const loaded = new Map<string, Loaded>()

/**
 * V8 takes compiled code at its word: that a script has changed, or its compiled code is damaged, must be found here.
 */
function checksum(source: Buffer, code: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(crc32(code, crc32(source)))
  return sum
}

/**
 * What traces call a script. Compiled code holds this name, so it must not be where the package was built, nor can it
 * be where it is installed.
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

/**
 * What a script of `dist/` exports; it is run when it is asked for the first time.
 * @param file its absolute path; its own requires of `./…` are loaded in the same way
 */
export function loadBuilt(file: string): unknown {
  if (!isCompiled) return native(file)
  const before = loaded.get(file)
  if (before) return before.module.exports
  const source = readFileSync(file)
  const cachedData = compiledCode(file, source)
  // The bundler writes ASCII, which V8 keeps in one byte a character.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.toString('latin1')}\n})`
  const script = new Script(wrapped, { filename: shownName(file), cachedData })
  const module = { exports: {} }
  loaded.set(file, { script, module })
  const folder = dirname(file)
  const require = (id: string) => {
    if (id.startsWith('./')) return loadBuilt(join(folder, id))
    return native(id.startsWith('.') ? join(folder, id) : id)
  }
  try {
    script.runInThisContext()(module.exports, require, module, file, folder)
  } catch (error) {
    loaded.delete(file)
    throw error
  }
  return module.exports
}

/** What a chunk exports. @param name its file's name in `dist/chunks/` */
export function loadChunk(name: string): unknown {
  return loadBuilt(join(dist, 'chunks', name))
}

/** Keeps what V8 has compiled until now of the scripts that this process loaded. */
export function keepCompiledCode(): void {
  for (const [file, { script }] of loaded) {
    const code = script.createCachedData()
    mkdirSync(dirname(compiledFile(file)), { recursive: true })
    writeFileSync(compiledFile(file), Buffer.concat([checksum(readFileSync(file), code), code]))
  }
}
