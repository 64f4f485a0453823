import { describe, expect, test } from 'vitest'
import { checkLambda } from '../../../src/components/lr_scheduler/check-lambda.js'
import { LambdaLR } from '../../../src/components/lr_scheduler/lambda-lr.js'
import { fromPlain } from '../../../src/config/index.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { attachedSGD, rates, rounded } from './rates.js'

describe('LambdaLR', () => {
  test('is the initial rate times the expression, step by step as in torch', () => {
    expect(rates(new LambdaLR({ lr_lambda: '0.95 ** epoch' }), 3)).toEqual([1, 0.95, 0.95 ** 2, 0.95 ** 3])
    expect(rates(new LambdaLR({ lr_lambda: 'lambda e: 1 / (1 + e)' }), 3)).toEqual([1, 1 / 2, 1 / 3, 1 / 4])
    const warmup = 'epoch / 2 if epoch < 2 else 0.5 * (1 + cos(pi * (step - 2) / 4))'
    expect(rounded(rates(new LambdaLR({ lr_lambda: warmup }), 6))).toEqual([0, 0.5, 1, 0.853553, 0.5, 0.146447, 0])
  })

  test('has an expression for each group', () => {
    const optimizer = attachedSGD(1, 2)
    rates(new LambdaLR({ lr_lambda: ['0.5 ** epoch', '1'] }), 2, optimizer)
    expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.125, 1])
    expect(() => new LambdaLR({ lr_lambda: ['1', '1', '1'] }).attach(optimizer)).toThrow('2 parameter groups')
  })

  test.each([
    ['open(epoch)', "there is no 'open'"],
    ['epoch.__class__', 'not'],
    ['process.exit()', 'is not arithmetic'],
    ['0.5 **', 'ends too early'],
    ['1 / epoch', 'division by zero'],
    ["'a'", 'no finite number'],
  ])('%s is refused before the run', (text, why) => {
    const node = fromPlain({ lr_lambda: text })
    expect(checkLambda(node, 'lr_scheduler')[0]?.message).toContain(why)
  })

  test('a number that is none in a later epoch is found before the run, too', () => {
    expect(new LambdaLR({ lr_lambda: '1 / (epoch - 3)' }).check(2, 'lr_scheduler')).toEqual([])
    expect(new LambdaLR({ lr_lambda: '1 / (epoch - 3)' }).check(9, 'lr_scheduler')).toHaveLength(1)
  })

  test('one that comes later than is tried ends the run with the step and the reason', () => {
    const late = new LambdaLR({ lr_lambda: '1 / (epoch - 1200)' })
    expect(late.check(2000, 'lr_scheduler')).toEqual([])
    const message = 'lr_scheduler.lr_lambda fails at step 1200 of the schedule: division by zero'
    expect(() => rates(late, 1200)).toThrow(expect.objectContaining({ name: 'RunError', message }))
  })
})

testAll(
  'LambdaLR, as every scheduler',
  schedulerChecks(() => new LambdaLR({ lr_lambda: '0.9 ** epoch' })),
)
