// Bundles src/ into dist/: start-up time is the number of files that Node opens, so the first chunk holds what composing
// needs, and the rest (ajv, TensorFlow.js, plots) is loaded when a command comes to it.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { build } from 'esbuild'

/**
 * TensorFlow.js on first use: the public classes can be imported without loading it. Each export becomes a function that
 * forwards, a constant, or a proxy; `instanceof` and `new` work on the real class.
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
  },
}

/** yargs measures texts of ours alone, which are ASCII: it does without the Unicode tables that others need. */
const narrowYargs = {
  name: 'narrow-yargs',
  setup(bundle) {
    bundle.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      /node_modules\/(yargs|cliui|wrap-ansi)\//.test(importer)
        ? { path: resolve('src/cli/string-width.ts') }
        : undefined,
    )
  },
}

// Built beside dist/ and swapped in whole: a process that runs meanwhile finds either the old files or the new ones.
const target = `dist.${process.pid}`
await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts', config: 'src/compose/index.ts' },
  outdir: target,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  minifyWhitespace: true,
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  // One instance of TensorFlow.js must serve us, its backends, and plugins.
  external: ['@tensorflow/*'],
  plugins: [lazyTensorflow, narrowYargs],
  // CommonJS packages in an ES module bundle still ask for require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

// Validators of the schemas, compiled ahead: one file each, so that a run loads those of its own components, and never ajv.
const scratch = `${target}/scratch`
await build({
  entryPoints: ['src/schema/compile-validators.ts'],
  outfile: `${scratch}/compile-validators.js`,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
})
const { compileValidators } = await import(`./${scratch}/compile-validators.js`)
const validators = [...compileValidators()]
for (const [name, code] of validators) {
  mkdirSync(dirname(`${scratch}/${name}`), { recursive: true })
  writeFileSync(`${scratch}/${name}.js`, code)
}
await build({
  entryPoints: Object.fromEntries(validators.map(([name]) => [name, `${scratch}/${name}.js`])),
  outdir: `${target}/validators`,
  bundle: true,
  minify: true,
  // CommonJS, whose small files Node loads in two thirds of the time.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
})
rmSync(scratch, { recursive: true })

// The types are tsc's, which builds them into dist/ itself.
if (existsSync('dist/types')) renameSync('dist/types', `${target}/types`)
if (existsSync('dist')) renameSync('dist', `${target}.old`)
renameSync(target, 'dist')
rmSync(`${target}.old`, { recursive: true, force: true })
