import { expect, it } from 'vitest'
import { fileFault } from '../../src/schema/file-fault.js'

const PACKED = { bases: [], configs: [] }

it.each([
  [{ version: 1, folder: '/', runs: [{ stamp: [] }], packed: PACKED }, /^runs\[0\]/],
  [{ version: 'one', folder: '/', runs: [], packed: PACKED }, /^version is/],
  [[], /^it is no object$/],
])('a fault in a file of ours is placed by the path that messages have: %j', (data, fault) => {
  expect(fileFault('run-index', data)).toMatch(fault)
})
