import { describe, expect, test } from 'vitest'
import { checkpointName, templateFault } from '../../../src/components/callbacks/checkpoint-name.js'

const metrics = new Map([
  ['val/acc', 0.8125],
  ['loss', 0.123456],
  ['tiny', 1e-5],
  ['one', 1],
  ['nan', Number.NaN],
])

describe('names of checkpoints', () => {
  // recorded from Lightning 2.6 with torch's tensors
  test.each<[string | null, boolean, string]>([
    [null, true, 'epoch=3-step=1200'],
    ['{epoch:02d}-{val/acc:.2f}', true, 'epoch=03-val/acc=0.81'],
    ['epoch_{epoch:03d}', false, 'epoch_003'],
    ['{epoch}-{loss:.3f}', true, 'epoch=3-loss=0.123'],
    ['{step:,d}_{tiny}', false, '1,200_9.999999747378752e-06'],
    ['{loss:8.3e}|{one}|{one:g}', false, '1.235e-01|1.0|1'],
    ['{val/acc:.3f}', true, 'val/acc=0.812'],
    [
      '{loss:>10.2f}|{loss:<10.2f}|{loss:^10.2f}|{loss:010.2f}|{loss:+.1f}',
      false,
      '      0.12|0.12      |   0.12   |0000000.12|+0.1',
    ],
    ['{missing:d}-{missing:.2f}', true, 'missing=0-missing=0.00'],
    ['{tiny:g}-{step:e}-{val/acc:.1%}', false, '1e-05-1.200000e+03-81.2%'],
    ['best', true, 'best'],
    ['{nan:.2f}', false, 'nan'],
    ['{loss}', true, 'loss=0.12345600128173828'],
    ['{val/acc:.1f}-{one:.0f}-{loss:G}-{tiny:E}', false, '0.8-1-0.123456-1.000000E-05'],
  ])('%s, with names %s, is %s as in Lightning', (template, insert, name) => {
    expect(checkpointName(template, { epoch: 3, step: 1200, metrics }, insert)).toBe(name)
  })

  test.each([
    ['{epoch', 'brace'],
    ['{}', 'names nothing'],
    ['{epoch:xx}', 'format'],
    ['../{epoch}', 'leads out'],
    ['/tmp/{epoch}', 'leads out'],
    ['{val/acc:d}', 'as an int'],
    ['{epoch:999d}', 'format'],
  ])("'%s' is refused before the run", (template, why) => {
    expect(templateFault(template)).toContain(why)
  })
})
