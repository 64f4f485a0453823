// `npm run release -- LEVEL [--dry-run]`: checks that a release is ready, and then writes its version into every file
// that has one. LEVEL is `patch`, `minor` (default) or `major`. Publishing is left to whoever runs it.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const LEVELS = ['major', 'minor', 'patch']

/** What a package must have beside its code. */
const NEEDED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'CITATION.cff',
  'SECURITY.md',
  'bin/polyhead.js',
  'docs/index.md',
]
/** Where all that is packed lies. */
const PACKED = /^(bin|configs|data|dist|docs|experiments|schemas)\//
/** What of the package must not hold the folder in which it was built. */
const CODE = /^dist\/.*\.(cjs|js|ts)$|^dist\/compiled\//

/** The version after this one. */
export function nextVersion(version, level) {
  const parts = version.split('.').map(Number)
  const place = LEVELS.indexOf(level)
  return parts.map((part, i) => (i < place ? part : i === place ? part + 1 : 0)).join('.')
}

/** Whether one version such as 1.2.3 comes after another. */
function isNewer(version, other) {
  const [parts, others] = [version, other].map((text) => text.split('.').map(Number))
  const at = parts.findIndex((part, i) => part !== others[i])
  return at >= 0 && parts[at] > others[at]
}

/** What keeps these files from being released. */
export function faultsOf({ version, locked, citation, changelog, status, packed, withPaths }) {
  const faults = []
  const expect = (holds, fault) => {
    if (!holds) faults.push(fault)
  }
  expect(/^\d+\.\d+\.\d+$/.test(version), `package.json: '${version}' is no version such as 1.2.3`)
  expect(locked === version, `package-lock.json has version ${locked}, package.json ${version}`)
  const cited = /^version: (.*)$/m.exec(citation)?.[1]
  expect(cited === version, `CITATION.cff has version ${cited}, package.json ${version}`)
  const released = [...changelog.matchAll(/^## (?!Unreleased$)(\S+)/gm)].map(([, release]) => release)
  expect(released[0] === version, `CHANGELOG.md has release ${released[0]} first, package.json ${version}`)
  const falling = released.every((release, i) => i === 0 || isNewer(released[i - 1], release))
  expect(falling, `CHANGELOG.md: releases are not in order, the newest first: ${released.join(', ')}`)
  const unreleased = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog)?.[1] ?? ''
  expect(/^- /m.test(unreleased), "CHANGELOG.md has nothing under '## Unreleased'")
  expect(status === '', `the working tree is not clean:\n${status.trimEnd()}`)
  for (const file of NEEDED) expect(packed.includes(file), `${file} is not packed`)
  const odd = packed.filter((file) => !PACKED.test(file) && !NEEDED.includes(file))
  expect(odd.length === 0, `packed, but no part of the package: ${odd.join(', ')}`)
  expect(
    packed.some((file) => file.startsWith('dist/types/')),
    'dist/types is not built: npm run build',
  )
  expect(withPaths.length === 0, `these hold the path of the folder they were built in: ${withPaths.join(', ')}`)
  return faults
}

function gather() {
  const read = (file) => readFileSync(file, 'utf8')
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' })
  const packed = JSON.parse(json)[0].files.map(({ path }) => path)
  return {
    version: JSON.parse(read('package.json')).version,
    locked: JSON.parse(read('package-lock.json')).version,
    citation: read('CITATION.cff'),
    changelog: read('CHANGELOG.md'),
    status: execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }),
    packed,
    withPaths: packed.filter((file) => CODE.test(file) && readFileSync(file).includes(process.cwd())),
  }
}

function write(next, { citation, changelog }) {
  const today = new Date().toISOString().slice(0, 10)
  execFileSync('npm', ['version', next, '--no-git-tag-version', '--ignore-scripts'], { stdio: 'ignore' })
  writeFileSync('CITATION.cff', citation.replace(/^version: .*$/m, `version: ${next}`))
  writeFileSync('CHANGELOG.md', changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${next} (${today})\n`))
}

function main() {
  const { values, positionals } = parseArgs({ options: { 'dry-run': { type: 'boolean' } }, allowPositionals: true })
  const [level = 'minor', ...more] = positionals
  if (!LEVELS.includes(level) || more.length > 0) {
    console.error(`npm run release -- ${LEVELS.join('|')} [--dry-run]`)
    return 2
  }
  const found = gather()
  const faults = faultsOf(found)
  if (faults.length > 0) {
    console.error(`not ready:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    return 1
  }
  const next = nextVersion(found.version, level)
  console.log(`${found.packed.length} files are packed; the version after ${found.version} is ${next}`)
  console.log('must have passed: .ci/run (tests, types, spelling, links, dead code, experiments)')
  if (values['dry-run']) return 0
  write(next, found)
  console.log(`written. Next: git commit -am '${next}', git tag v${next}, npm publish`)
  return 0
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) process.exitCode = main()
