import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Field, fields } from './read-protobuf.js'

/**
 * What TensorBoard finds in a folder of event files: the newest value of each tag at each step; a file whose session
 * begins at a step takes back what earlier files have from there on.
 */
export function readEvents(folder: string): Record<string, [step: number, value: number][]> {
  const found = new Map<string, Map<number, number>>()
  for (const file of readdirSync(folder).sort()) {
    for (const event of records(readFileSync(join(folder, file)))) {
      const all = fields(event)
      const step = Number(all.find(([field]) => field === 2)?.[1] ?? 0)
      if (all.some(([field]) => field === 7)) {
        for (const values of found.values()) for (const at of values.keys()) if (at >= step) values.delete(at)
      }
      for (const [field, summary] of all) {
        if (field !== 5) continue
        for (const [, value] of fields(summary as Uint8Array)) {
          const [[, tag], [, number]] = fields(value as Uint8Array) as [Field, Field]
          const name = new TextDecoder().decode(tag as Uint8Array)
          const values = found.get(name) ?? new Map<number, number>()
          found.set(name, values.set(step, Buffer.from(number as Uint8Array).readFloatLE()))
        }
      }
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, [...values]]))
}

function* records(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at))
    yield file.subarray(at + 12, at + 12 + length)
    at += 12 + length + 4
  }
}
