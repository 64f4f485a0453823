import type { Node } from '../config/node.js'
import { describeSource, type Source } from '../util/source.js'
import { show } from './expectation.js'

/** Who set a value, whom it overrode, and which reference brought it here: notes for a diagnostic. */
export function provenance(node: Node): string[] {
  const notes: string[] = []
  if (node.via) {
    const at = node.via.source ? `, set by ${place(node.via.source)}` : ''
    notes.push(`by way of ${String(node.via.value)}${at}`)
  }
  const beaten = shadowsOf(node.via ?? node)
  if (beaten.length > 0) notes.push(`overrides ${beaten.join(', which overrides ')}`)
  return notes
}

/** Where a value was written. One that the run or a schema gave has no text: there it is what brought it here. */
export function placeOfValue(node: Node): Source | undefined {
  const derived = node.source?.kind === 'runtime' || node.source?.kind === 'schema'
  return (derived && node.via?.source) || node.source
}

/** Where a value's key was written; in `+optimizer.lrr=3`, that is `lrr`. */
export function keyPlace({ keySource, source }: Node, key: string): Source | undefined {
  if (keySource || source?.kind !== 'override') return keySource ?? source
  const start = source.text.split('=', 1)[0]?.lastIndexOf(key) ?? -1
  return start === -1 ? source : { ...source, range: [start, start + key.length] }
}

/** `set by configs/optimizer/adam.yaml:3`, for a note. */
export function setBy(source: Source | undefined): string[] {
  return source ? [`set by ${place(source)}`] : []
}

/** A source for the last line of a message: without the column. */
function place(source: Source): string {
  return source.kind === 'file' ? `${source.file}:${source.line}` : describeSource(source)
}

function shadowsOf(node: Node): string[] {
  const beaten: string[] = []
  for (let other = node.shadows; other; other = other.shadows) {
    if (!other.source) continue
    const value = other.kind === 'map' || other.kind === 'list' ? '' : ` (${show(other.value)})`
    beaten.push(place(other.source) + value)
  }
  return beaten
}
