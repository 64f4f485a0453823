// Bundles src/ into dist/: start-up time is the number of files that Node opens and the code that V8 compiles, so the
// first chunk holds what composing needs, the rest (ajv, TensorFlow.js, plots) is loaded when a command comes to it,
// and what V8 has compiled is kept beside the chunks.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { build, transform } from 'esbuild'

const common = { bundle: true, platform: 'node', target: 'node20.19', logLevel: 'warning' }

/**
 * TensorFlow.js on first use: the public classes can be imported without loading it. Each export becomes a function
 * that forwards, a constant, or a proxy; `instanceof` and `new` work on the real class.
 */
const lazyTensorflow = {
  name: 'lazy-tensorflow',
  setup(bundle) {
    const name = '@tensorflow/tfjs-core'
    bundle.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
      kind === 'import-statement' ? { path: name, namespace: 'lazy', sideEffects: false } : undefined,
    )
    bundle.onLoad({ filter: /.*/, namespace: 'lazy' }, () => {
      const forward = ([key, value]) => {
        if (typeof value === 'string') return `export const ${key} = ${JSON.stringify(value)}`
        if (typeof value === 'object')
          return `export const ${key} = new Proxy({}, { get: (_, name) => load().${key}[name] })`
        return `export function ${key}(...args) { return new.target ? new (load().${key})(...args) : load().${key}(...args) }
Object.defineProperty(${key}, Symbol.hasInstance, { value: (object) => object instanceof load().${key} })`
      }
      const exports = Object.entries(createRequire(import.meta.url)(name)).map(forward)
      const load = `import { createRequire } from 'node:module'
let loaded
const load = () => (loaded ??= createRequire(import.meta.url)('${name}'))`
      return { contents: [load, ...exports].join('\n') }
    })
    // What users import as `tf` is all of it, by a proxy that is the module itself as soon as anything is asked of it.
    bundle.onLoad({ filter: /\/src\/nn\/tensorflow\.ts$/ }, () => ({
      contents: `import { createRequire } from 'node:module'
let loaded
const load = () => (loaded ??= createRequire(import.meta.url)('${name}'))
export const tf = new Proxy({}, {
  get: (_, key) => load()[key],
  has: (_, key) => key in load(),
  ownKeys: () => Reflect.ownKeys(load()),
  getOwnPropertyDescriptor: (_, key) => {
    const property = Reflect.getOwnPropertyDescriptor(load(), key)
    return property && { ...property, configurable: true }
  },
})`,
      loader: 'js',
    }))
  },
}

/** Of yargs we need the parser alone: what its helpers import beside it is left out unless something uses it. */
const leanYargs = {
  name: 'lean-yargs',
  setup(bundle) {
    bundle.onResolve({ filter: /platform-shims/ }, ({ path, importer }) =>
      importer.includes('/yargs/') ? { path: join(dirname(importer), path), sideEffects: false } : undefined,
    )
  },
}

/** Tables of characters: texts in ASCII, which most are, do without them. */
const lazyWidths = {
  name: 'lazy-widths',
  setup(bundle) {
    const name = 'get-east-asian-width'
    bundle.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
      kind === 'import-statement' ? { path: name, namespace: 'lazy-widths', sideEffects: false } : undefined,
    )
    // What is bundled by `require` is run when it is required.
    bundle.onLoad({ filter: /.*/, namespace: 'lazy-widths' }, () => ({
      contents: `export const eastAsianWidth = (point) => require('${name}').eastAsianWidth(point)`,
      resolveDir: import.meta.dirname,
    }))
  },
}

/** What loads the chunks, and what imports other modules, stay files of their own. */
const apartFiles = ['src/util/load-built.ts', 'src/util/import-module.ts']
const apart = {
  name: 'apart',
  setup(bundle) {
    bundle.onResolve({ filter: /\/(load-built|import-module)\.js$/ }, ({ path }) => ({
      path: `../${basename(path, '.js')}.cjs`,
      external: true,
    }))
  },
}

function writeScript(path, code, map) {
  writeFileSync(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`)
  writeFileSync(`${path}.map`, map)
}

/** The chunks that are loaded with one, itself included. */
function importedBy(metafile, chunk, found = new Set()) {
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const { path, kind } of metafile.outputs[chunk].imports)
    if (kind === 'import-statement' && metafile.outputs[path]) importedBy(metafile, path, found)
  return found
}

/** Chunks that are loaded together, as one script: functions by the names of their files. */
class Pack {
  #code = ''
  #sections = []
  add(name, code, map) {
    this.#code += `exports[${JSON.stringify(name)}]=function(exports,require,module,__filename,__dirname){\n`
    this.#sections.push({ offset: { line: this.#code.split('\n').length - 1, column: 0 }, map: JSON.parse(map) })
    this.#code += `${code}}\n`
  }
  write(path) {
    writeScript(path, this.#code, JSON.stringify({ version: 3, sections: this.#sections }))
  }
}

/**
 * The chunks, as CommonJS: only that can be loaded with code compiled before. @returns the names that each entry
 * exports
 */
async function bundleChunks(target) {
  const entryPoints = {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    config: 'src/compose/index.ts',
    runs: 'src/runs/index.ts',
    testing: 'src/testing/index.ts',
  }
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints,
    outdir: `${target}/chunks`,
    outExtension: { '.js': '.cjs' },
    splitting: true,
    format: 'esm',
    sourcemap: 'inline',
    minifyWhitespace: true,
    minifySyntax: true,
    chunkNames: '[name]-[hash]',
    // One instance of TensorFlow.js must serve us, its backends, and plugins.
    external: ['@tensorflow/*'],
    plugins: [lazyTensorflow, lazyWidths, leanYargs, apart],
    write: false,
    metafile: true,
  })
  mkdirSync(`${target}/chunks`, { recursive: true })
  const packed = new Pack()
  const atStart = importedBy(metafile, `${target}/chunks/cli.cjs`)
  for (const { path, text } of outputFiles) {
    const { code, map } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: common.target,
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': '__url' },
      banner: text.includes('import.meta.url') ? 'const __url=require("node:url").pathToFileURL(__filename).href;' : '',
      sourcemap: 'external',
      sourcefile: basename(path),
      minifyWhitespace: true,
      minifySyntax: true,
    })
    writeScript(path, code, map)
    if (atStart.has(relative('.', path).replaceAll('\\', '/'))) packed.add(basename(path), code, map)
  }
  packed.write(`${target}/chunks/packed-cli.cjs`)
  return Object.keys(entryPoints).map((name) => ({
    name,
    exports: metafile.outputs[`${target}/chunks/${name}.cjs`].exports,
  }))
}

/**
 * What users import: ES modules that give on what a chunk exports. One loader serves all, so that there is one of each
 * class.
 */
function writeEntry(target, name, exports) {
  writeFileSync(
    `${target}/${name}.js`,
    `import loader from './load-built.cjs'
export const { ${exports.join(', ')} } = loader.loadChunk('${name}.cjs')
`,
  )
}

/**
 * Validators of the schemas, compiled ahead: one file each, so that a run loads those of its own components, and never
 * ajv.
 */
async function bundleValidators(target) {
  const scratch = `${target}/scratch`
  await build({
    ...common,
    entryPoints: ['src/schema/compile-validators.ts'],
    outfile: `${scratch}/compile-validators.js`,
    packages: 'external',
    format: 'esm',
  })
  const { compileValidators } = await import(`./${scratch}/compile-validators.js`)
  const validators = [...compileValidators()]
  for (const [name, code] of validators) {
    mkdirSync(dirname(`${scratch}/${name}`), { recursive: true })
    writeFileSync(`${scratch}/${name}.js`, code)
  }
  await build({
    ...common,
    entryPoints: Object.fromEntries(validators.map(([name]) => [name, `${scratch}/${name}.js`])),
    outdir: `${target}/validators`,
    minify: true,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  })
  rmSync(scratch, { recursive: true })
}

/** What runs in a browser: scripts without a module system, so that a page can hold them, or load them. */
async function bundleBrowser(target) {
  await build({
    bundle: true,
    logLevel: 'warning',
    entryPoints: {
      charts: 'src/browser/chart-library.ts',
      pages: 'src/browser/pages/main.tsx',
      'pages-style': 'src/browser/pages/pages.css',
      ui: 'src/browser/ui/main.tsx',
    },
    outdir: `${target}/browser`,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: { js: '/*! holds Apache ECharts (Apache-2.0) and Preact (MIT): licenses.txt */' },
  })
  const licenses = [
    'echarts/LICENSE',
    'echarts/NOTICE',
    'zrender/LICENSE',
    'preact/LICENSE',
    'hono/LICENSE',
    '@hono/node-server/LICENSE',
    'deepmerge/license.txt',
  ]
  const texts = licenses.map((file) => `${file}\n\n${readFileSync(`node_modules/${file}`, 'utf8')}`)
  writeFileSync(`${target}/browser/licenses.txt`, texts.join('\n'))
}

/**
 * Runs commands that come through the code that most commands need, each on top of what the ones before have compiled.
 */
function compileAhead(target) {
  const loader = resolve(target, 'load-built.cjs')
  const { compiledFolder } = createRequire(import.meta.url)(loader)
  mkdirSync(compiledFolder, { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-build-'))
  const keep = join(folder, 'keep.cjs')
  writeFileSync(keep, `process.on('exit', () => require(${JSON.stringify(loader)}).keepCompiledCode())`)
  // V8 takes compiled code only under the flags that it was compiled with: those of who builds are not those of users.
  const { NODE_OPTIONS: _, ...env } = process.env
  const run = (expected, ...args) => {
    const options = { cwd: folder, encoding: 'utf8', env }
    const { status, stderr } = spawnSync(process.execPath, ['--require', keep, ...args], options)
    if (status !== expected) throw new Error(`node ${args.join(' ')} ended with ${status}, not ${expected}\n${stderr}`)
  }
  const polyhead = resolve('bin/polyhead.js')
  run(0, polyhead, 'experiment=permuted_digits', 'trainer.max_epochs=1', 'hydra.run.dir=run')
  run(0, polyhead, 'reproduce', 'run', '--in', 'again')
  run(0, polyhead, '--help')
  run(0, polyhead, 'explain', 'optimizer.lr')
  run(2, polyhead, 'optimizer.lrr=1')
  run(
    0,
    '-e',
    `for (const name of ['config', 'index', 'runs']) require(${JSON.stringify(loader)}).loadChunk(name + '.cjs')`,
  )
  // Every command takes in all that is kept of the pack: it is to be what composing needs, and no more.
  rmSync(join(compiledFolder, 'chunks', 'packed-cli.cjs'))
  run(0, polyhead, '--cfg', 'job', 'optimizer=adam', '+vars.x=[1,{a: b}]', 'optimizer.lr=0.1')
  rmSync(folder, { recursive: true })
}

// Built beside dist/ and swapped in whole: a process that runs meanwhile finds either the old files or the new ones.
const target = `dist.${process.pid}`
const entries = await bundleChunks(target)
await build({
  ...common,
  entryPoints: apartFiles.map((path) => ({ in: path, out: basename(path, '.ts') })),
  outdir: target,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minifyWhitespace: true,
  minifySyntax: true,
  define: { 'import.meta.dirname': '__dirname' },
})
for (const { name, exports } of entries) if (exports.length > 0) writeEntry(target, name, exports)
await bundleValidators(target)
await bundleBrowser(target)

// The types are tsc's, which builds them into dist/ itself.
if (existsSync('dist/types')) renameSync('dist/types', `${target}/types`)
if (existsSync('dist')) renameSync('dist', `${target}.old`)
renameSync(target, 'dist')
rmSync(`${target}.old`, { recursive: true, force: true })
compileAhead('dist')
