import { checkedKeys } from '../checked-keys.js'
import { notablePlaces } from '../node-paths.js'
import { type Rule, wrong } from './rule.js'

/** Whole numbers that a number of JavaScript cannot hold: no component is given another one than was written. */
export const largeIntegers: Rule = {
  name: 'integer-too-large',
  check(root) {
    const places = [...checkedKeys].flatMap((key) => {
      const node = root.entries.get(key)
      return node ? notablePlaces(node, key) : []
    })
    return places.flatMap(({ node, path }) => {
      if (node.kind !== 'int' || typeof node.value === 'number') return []
      const [bound, limit] =
        node.value < 0 ? ['at least', Number.MIN_SAFE_INTEGER] : ['at most', Number.MAX_SAFE_INTEGER]
      return wrong(
        largeIntegers.name,
        path,
        node,
        `${path} is ${node.value}, but a whole number must be ${bound} ${limit}`,
        {
          hint: `${bound} ${limit}`,
        },
      )
    })
  },
}
