import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

test('comments have lines of at most 120 columns', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  const long = files
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('generated'))
    .flatMap((file) =>
      readFileSync(join(src, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => (line.length > 120 && /^\s*(\/\*\*|\*|\/\/) /.test(line) ? [`${file}:${i + 1}`] : [])),
    )
  expect(long).toEqual([])
})
