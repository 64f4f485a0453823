import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import known from './known-differences.json' with { type: 'json' }
import { check, readVectors, vectorFiles } from './vectors.mjs'

const folder = fileURLToPath(new URL('vectors', import.meta.url))
const excused = new Set(Object.keys(known))

for (const file of vectorFiles(folder)) {
  const { name, vectors, skipped } = readVectors(file, folder)
  describe(name, () => {
    test('has every tree that it needs', () => expect(skipped).toBe(0))
    for (const vector of vectors) {
      test(vector.id, async () => {
        const { differences } = await check(vector)
        if (excused.has(vector.id)) expect(differences, 'this one agrees now: it is no difference').not.toEqual([])
        else expect(differences, JSON.stringify(vector)).toEqual([])
      })
    }
  })
}

test('at most ten vectors are known to differ, each with its reason', () => {
  expect(excused.size).toBeLessThanOrEqual(10)
  for (const reason of Object.values(known)) expect(reason).toMatch(/\w{3}/)
})
