import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

const { faultsOf, nextVersion } = await import(join(packageRoot, 'release.mjs'))

const ready = {
  version: '0.1.0',
  locked: '0.1.0',
  citation: 'title: polyhead\nversion: 0.1.0\n',
  changelog:
    '# Changelog\n\n## Unreleased\n\n### Commands\n- One more.\n\n## 0.1.0 (2026-11-20)\n- More.\n\n## 0.0.1\n- The first.\n',
  status: '',
  packed: [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'CITATION.cff',
    'SECURITY.md',
    'bin/polyhead.js',
    'dist/types/index.d.ts',
    'docs/index.md',
  ],
  withPaths: [],
}

test.each([
  ['major', '1.0.0'],
  ['minor', '0.2.0'],
  ['patch', '0.1.3'],
])('the %s version after 0.1.2 is %s', (level, next) => {
  expect(nextVersion('0.1.2', level)).toBe(next)
})

test('what is ready has no faults', () => {
  expect(faultsOf(ready)).toEqual([])
})

test.each([
  [{ locked: '0.0.9' }, 'package-lock.json has version 0.0.9, package.json 0.1.0'],
  [{ citation: 'version: 0.0.9\n' }, 'CITATION.cff has version 0.0.9, package.json 0.1.0'],
  [
    { changelog: '# Changelog\n\n## Unreleased\n\n## 0.1.0\n- The first.\n' },
    "CHANGELOG.md has nothing under '## Unreleased'",
  ],
  [
    { changelog: '# Changelog\n\n## Unreleased\n- One more.\n\n## 0.0.1\n- The first.\n' },
    'CHANGELOG.md has release 0.0.1 first, package.json 0.1.0',
  ],
  [
    { changelog: '## Unreleased\n- One more.\n\n## 0.1.0\n- More.\n\n## 0.0.9\n- A.\n\n## 0.0.10\n- B.\n' },
    'CHANGELOG.md: releases are not in order, the newest first: 0.1.0, 0.0.9, 0.0.10',
  ],
  [
    { withPaths: ['dist/compiled/x/cli.cjs'] },
    'these hold the path of the folder they were built in: dist/compiled/x/cli.cjs',
  ],
  [{ status: ' M README.md\n' }, 'the working tree is not clean:\n M README.md'],
  [{ packed: ready.packed.filter((file) => file !== 'LICENSE') }, 'LICENSE is not packed'],
  [{ packed: ready.packed.filter((file) => file !== 'SECURITY.md') }, 'SECURITY.md is not packed'],
  [{ packed: [...ready.packed, 'tests/x.ts'] }, 'packed, but no part of the package: tests/x.ts'],
  [{ packed: ready.packed.filter((file) => !file.startsWith('dist/')) }, 'dist/types is not built: npm run build'],
])('%j is no release: %s', (change, fault) => {
  expect(faultsOf({ ...ready, ...change })).toEqual([fault])
})
