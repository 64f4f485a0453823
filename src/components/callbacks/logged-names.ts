import { toPlain } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import { className } from '../class-name.js'

/** What a learning-rate monitor logs: of each group of parameters where the optimizer has `param_groups`. */
export function learningRateNames(node: Node, root: Node): string[] {
  const optimizer = entryAt(root, 'optimizer')
  // a plugin's optimizer may call itself otherwise than its class
  const ours = /^(polyhead\.optimizers|torch\.optim)\./.test(String(plain(optimizer, '_target_')))
  const base = `lr-${ours ? className(optimizer) : '<optimizer>'}`
  const groups = plain(optimizer, 'param_groups') ? [base, `${base}/<group>`] : [base]
  const beside = ['momentum', 'weight_decay'].filter((option) => plain(node, `log_${option}`) === true)
  return groups.flatMap((name) => [name, ...beside.map((option) => `${name}-${option}`)])
}

/** What the norms of gradients are logged as. */
export function gradientNormNames(node: Node): string[] {
  const prefix = `grad_${String(plain(node, 'norm_type') ?? 2)}_norm`
  return [`${prefix}_total`, ...(plain(node, 'per_parameter') === true ? [`${prefix}/<parameter>`] : [])]
}

function plain(node: Node | undefined, key: string): unknown {
  const child = entryAt(node, key)
  return child && toPlain(child)
}
