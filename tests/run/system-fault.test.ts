import { expect, test } from 'vitest'
import { systemFaultOf } from '../../src/run/system-fault.js'
import { RunError } from '../../src/util/run-error.js'

const fault = (more: object) => Object.assign(new Error('as Node says it'), more)
const written = { what: 'sweep', dir: '/sweeps/one', resume: 'polyhead resume /sweeps/one' } as const

test.each([
  [fault({ code: 'EACCES', syscall: 'open', path: '/sweeps/one/ledger.jsonl' })],
  [fault({ code: 'ENOSPC', syscall: 'write' })],
])('a fault of the directory is told as one of the sweep: %o', (error) => {
  const said = systemFaultOf(error, written)
  expect(said).toBeInstanceOf(RunError)
  expect((said as RunError).message).toContain("the sweep in '/sweeps/one' cannot be written")
})

test.each([
  [fault({ code: 'EACCES', syscall: 'open', path: '/home/rates.json' })],
  [fault({ code: 'EACCES', syscall: 'open', path: '/sweeps/one-more/rates.json' })],
  [fault({ code: 'EMFILE', syscall: 'spawn node', path: 'node' })],
  [fault({ code: 'EMFILE', syscall: 'spawn' })],
])('what lies elsewhere, or is no file, is not: %o', (error) => {
  expect(systemFaultOf(error, written)).toBe(error)
})
