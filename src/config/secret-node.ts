import { isSecretName } from '../util/secret-name.js'
import { hasUrlPassword } from '../util/url-password.js'
import type { Node } from './node.js'

/**
 * Whether a resolved value was made from an environment variable that is a secret, be it by way of others, or is a URL
 * with a password that came from the environment.
 */
export function isSecret(node: Node): boolean {
  if (!node.env) return false
  return node.env.some(isSecretName) || (node.kind === 'string' && hasUrlPassword(node.value))
}

/** Whether a resolved value is a secret, or some value in it is. */
export function holdsSecret(node: Node): boolean {
  if (isSecret(node)) return true
  if (node.kind === 'map') return [...node.entries.values()].some(holdsSecret)
  return node.kind === 'list' && node.items.some(holdsSecret)
}

/** Texts of the secrets in a resolved tree, which no message may show. */
export function secretTexts(node: Node, within = false): string[] {
  const secret = within || isSecret(node)
  if (node.kind === 'list') return node.items.flatMap((item) => secretTexts(item, secret))
  if (node.kind !== 'map') return secret ? [String(node.value)] : []
  return [...node.entries].flatMap(([key, child]) => [...(secret ? [String(key)] : []), ...secretTexts(child, secret)])
}

/** A resolved tree to be shown: a secret is shown as its interpolation, or as `***` if it was written otherwise. */
export function withoutSecrets(node: Node): Node {
  if (isSecret(node)) return node.via ?? { kind: 'string', value: '***' }
  if (node.kind === 'map') {
    return { ...node, entries: new Map([...node.entries].map(([key, child]) => [key, withoutSecrets(child)])) }
  }
  return node.kind === 'list' ? { ...node, items: node.items.map(withoutSecrets) } : node
}
