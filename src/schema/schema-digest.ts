import { createHash } from 'node:crypto'
import type { JsonSchema } from '../registry/manifest.js'

/** Tells whether a validator was made from this very schema: a package that is being worked on may hold older ones. */
export function schemaDigest(schema: JsonSchema): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 16)
}
