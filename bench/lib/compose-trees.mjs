// Generates the config trees that bench/compose.mjs composes.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, `${name}.yaml`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** Five groups of two options, as a small project has them. */
export function writeSmallTree(folder) {
  const groups = ['backbone', 'dataset', 'optimizer', 'lr_scheduler', 'trainer']
  const files = {
    config: `defaults:\n  - _self_\n${groups.map((group) => `  - ${group}: one\n`).join('')}\nseed: 1\nname: run-\${seed}\n`,
  }
  for (const group of groups) {
    for (const option of ['one', 'two']) {
      files[`${group}/${option}`] =
        `_target_: polyhead.${group}.${option}\nsize: 64\nrate: 0.01\nlayers: [256, 256]\nseed: \${seed}\nnested:\n  flag: true\n  text: of ${option}\n`
    }
  }
  write(folder, files)
}

/** What a file holds beside its defaults: 25 keys of every kind. */
function body(index) {
  const lines = []
  for (let i = 0; i < 8; i++) lines.push(`int_${i}: ${index * 10 + i}`)
  for (let i = 0; i < 4; i++) lines.push(`rate_${i}: ${(i + 1) / 1000}`)
  for (let i = 0; i < 4; i++) lines.push(`text_${i}: value ${i} of file ${index}`)
  for (let i = 0; i < 2; i++) lines.push(`ref_${i}: \${seed}`)
  lines.push('flag: true', 'nothing: null', 'list: [1, 2, 3]', 'nested:', '  a: 1', '  b: {c: x, d: 2.5}')
  return `${lines.join('\n')}\n`
}

/**
 * 60 files of 25 keys, all of them part of the config: 11 groups of which each option selects from groups of its own.
 */
export function writeLargeTree(folder) {
  const files = {}
  const groups = Array.from({ length: 11 }, (_, i) => `group${i}`)
  let file = 1
  for (const [i, group] of groups.entries()) {
    const below = Array.from({ length: i < 4 ? 5 : 4 }, (_, j) => `part${j}`)
    files[`${group}/main`] =
      `defaults:\n${below.map((part) => `  - ${part}: only\n`).join('')}  - _self_\n\n${body(file++)}`
    for (const part of below) files[`${group}/${part}/only`] = body(file++)
  }
  files.config = `defaults:\n${groups.map((group) => `  - ${group}: main\n`).join('')}  - _self_\n\nseed: 1\n${body(0)}`
  write(folder, files)
  return Object.keys(files).length
}
