// Refuses regular expressions that a text can make take the square of its length, or worse: nested quantifiers,
// quantifiers that overlap, and searches that begin anew at every character. `npm run lint:regexps`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { check } from 'recheck'
import ts from 'typescript'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const src = join(root, 'src')

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'))
  .map((entry) => join(entry.parentPath, entry.name))

/** Expressions that are written as such. */
function literals(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found = []
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.text)
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      found.push({ place: `${relative(root, file)}:${line}`, pattern, flags })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Expressions that a module puts together when it is loaded. */
async function made(file, folder) {
  const outfile = join(folder, `${relative(src, file).replaceAll('/', '-')}.mjs`)
  await build({ entryPoints: [file], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  const found = []
  const Native = globalThis.RegExp
  const note = (made) => {
    found.push({ place: `${relative(root, file)} or what it imports`, pattern: made.source, flags: made.flags })
    return made
  }
  // packages call it without `new`, too
  globalThis.RegExp = new Proxy(Native, {
    construct: (_, given, target) => note(Reflect.construct(Native, given, target)),
    apply: (_, self, given) => note(Reflect.apply(Native, self, given)),
  })
  try {
    await import(pathToFileURL(outfile).href)
  } finally {
    globalThis.RegExp = Native
  }
  return found
}

const folder = mkdtempSync(join(root, 'node_modules/.regular-expressions-'))
const all = files.flatMap(literals)
try {
  for (const file of files)
    if (readFileSync(file, 'utf8').includes('new RegExp(')) all.push(...(await made(file, folder)))
} finally {
  rmSync(folder, { recursive: true })
}

// Without a quantifier that has no end, the time is bounded.
const unbounded = all.filter(({ pattern }) => /[*+]|\{\d+,\}/.test(pattern))
const distinct = new Map(unbounded.map((found) => [`/${found.pattern}/${found.flags}`, found]))
// Limits are steps, not seconds: a busy machine judges as another one does.
const patient = { timeout: null, seedingTimeout: null, incubationTimeout: null, attackTimeout: null }
const wrong = []
for (const [shown, { place, pattern, flags }] of distinct) {
  const { status, complexity, attack, error } = await check(pattern, flags, patient)
  if (status === 'vulnerable') {
    wrong.push(`${place}  ${shown}\n  takes ${complexity.summary} time, for example on ${attack.pattern.slice(0, 200)}`)
  } else if (status !== 'safe')
    wrong.push(`${place}  ${shown}\n  cannot be judged (${error.kind}): write a simpler one`)
}
for (const text of wrong) console.error(`${text}\n`)
console.log(`${all.length} regular expressions, ${distinct.size} of them to be judged: ${wrong.length} refused`)
process.exitCode = wrong.length > 0 ? 1 : 0
