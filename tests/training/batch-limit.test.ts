import { describe, expect, test } from 'vitest'
import { limitBatches, validationInterval } from '../../src/training/batch-limit.js'
import { ConfigError } from '../../src/util/diagnostic.js'

describe('limitBatches', () => {
  test.each([
    [null, 10, 10],
    [3, 10, 3],
    [20, 10, 10],
    [0, 10, 0],
    [1, 10, 1],
    [{ fraction: 1 }, 10, 10],
    [{ fraction: 0 }, 10, 0],
    [0.25, 10, 2],
    [0.5, 0, 0],
  ])('%j of %i is %i', (limit, available, expected) => {
    expect(limitBatches('trainer.limit_val_batches', limit, available)).toBe(expected)
  })

  test('says what would leave something where a fraction leaves nothing', () => {
    const call = () => limitBatches('trainer.limit_val_batches', 0.05, 10)
    expect(call).toThrow(ConfigError)
    expect(call).toThrow('trainer.limit_val_batches=0.05 of 10 batches leaves none')
  })
})

describe('validationInterval', () => {
  test.each([
    [null, 7, 7],
    [{ fraction: 1 }, 7, 7],
    [0.5, 7, 3],
    [0.01, 7, 1],
    [2, 7, 2],
  ])('%j of %i batches is every %i', (interval, batches, expected) => {
    expect(validationInterval(interval, batches, true)).toBe(expected)
  })

  test('may be longer than an epoch only where it counts across epochs', () => {
    expect(validationInterval(9, 7, false)).toBe(9)
    expect(() => validationInterval(9, 7, true)).toThrow('val_check_interval=9 is more than the 7 training batches')
  })
})
