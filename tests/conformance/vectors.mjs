// Reads vectors, and asks the adapter about them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import * as adapter from './adapter.mjs'
import { differences, isComparable } from './compare.mjs'

/** The environment in which the configs of kinds compose and run were recorded. */
const recorded = { HOME: '/home/vec', USER: 'vec', VEC_A: 'alpha', VEC_NUM: '12', VEC_DATASET: 'photos' }

/** Every `*.jsonl` of a folder. */
export function vectorFiles(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.sort().map((name) => join(resolve(folder), name))
}

/** The vectors of a file that can be compared and whose trees are there, with `dir`, the tree's absolute path. */
export function readVectors(file, folder) {
  const vectors = []
  let skipped = 0
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const vector = JSON.parse(line)
    const dir = vector.tree ? join(resolve(folder), vector.tree) : undefined
    if (!isComparable(vector)) continue
    if (dir && !existsSync(dir)) skipped++
    else if (dir) vectors.push({ ...JSON.parse(line.replaceAll('<TREE>', JSON.stringify(dir).slice(1, -1))), dir })
    else vectors.push(vector)
  }
  return { name: basename(file, '.jsonl'), vectors, skipped }
}

/** What differs from the recorded answer, or nothing; and what was answered. */
export async function check({ dir, ...vector }) {
  let outcome
  try {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the adapter has a function for each kind of vector
    const ask = () => adapter[vector.kind](vector, dir)
    outcome = { value: await (vector.kind === 'run' ? inRecordedEnvironment(ask) : ask()) }
  } catch (error) {
    outcome = { error }
  }
  return { differences: differences(vector, outcome), outcome }
}

/** In the environment in which vectors were recorded: only a process of its own sees it, the other kinds are given it. */
export async function inRecordedEnvironment(ask) {
  const before = { ...process.env }
  replaceEnvironment({ PATH: before.PATH, ...recorded })
  try {
    return await ask()
  } finally {
    replaceEnvironment(before)
  }
}

function replaceEnvironment(variables) {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, variables)
}
