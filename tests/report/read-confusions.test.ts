import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfusions } from '../../src/report/read-confusions.js'

test('a confusion matrix is of the task that its file names; a name that ends in a digit is no id', () => {
  const dir = mkdtempSync(join(tmpdir(), 'polyhead-confusions-'))
  mkdirSync(join(dir, 'results'))
  const table = 'true_class,predicted_a,predicted_b\na,3,1\nb,0,2\n'
  for (const name of ['confusion_task_2', 'confusion_task_wear 2', 'mine_2']) {
    writeFileSync(join(dir, 'results', `${name}.csv`), table)
  }
  writeFileSync(join(dir, 'results', 'acc.csv'), 'task,acc\n1,.5\n')
  expect(readConfusions(dir)).toEqual(
    [
      ['confusion_task_2', '2'],
      ['confusion_task_wear 2', 'wear 2'],
      ['mine_2', null],
    ].map(([name, task]) => ({
      file: join('results', `${name}.csv`),
      task,
      classes: ['a', 'b'],
      counts: [
        [3, 1],
        [0, 2],
      ],
    })),
  )
})
