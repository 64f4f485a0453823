import { afterAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

/** Everything that can be known is known before the run's directory is there, also by `--dry-run`. */
describe('is refused before anything is written', () => {
  const refused: Record<string, { overrides: string[]; says: string | RegExp }> = {
    'a share of the training batches that leaves none': {
      overrides: ['trainer.limit_train_batches=0.00001'],
      says: 'trainer.limit_train_batches=0.00001 of 202 batches leaves none',
    },
    'a share of the test batches that leaves none': {
      overrides: ['trainer.limit_test_batches=0.0001'],
      says: 'trainer.limit_test_batches=0.0001 of 12 batches leaves none',
    },
    'a validation that would never come': {
      overrides: ['trainer.val_check_interval=100000'],
      says: 'val_check_interval=100000 is more than the 202 training batches of an epoch',
    },
    'several tasks for an algorithm and heads that take one': {
      overrides: ['algorithm=single_learning', 'heads=head_stl', 'eval_tasks=2'],
      says: 'is for one task, but train_tasks names 5',
    },
    'a learning rate that is too large for a whole number': {
      overrides: ['optimizer.lr=9007199254740993'],
      says: 'optimizer.lr is 9007199254740993, but a whole number must be at most 9007199254740991',
    },
    'a seed that is too large': {
      overrides: ['seed=9007199254740992'],
      says: 'seed is 9007199254740992, but a whole number must be at most 9007199254740991',
    },
    'whole numbers in lists and dicts that are too large': {
      overrides: ['dataset.permutation_seeds={1:1,2:99999999999999999,3:3,4:4,5:5}'],
      says: 'dataset.permutation_seeds.2 must be an integer from 0 to 9007199254740991, but is 99999999999999999',
    },
    'weights of another shape': {
      overrides: ['backbone.weights=mlp', 'backbone.hidden_dims=[7]'],
      says: "'backbone.fc.0.weight' is [256, 64], but the model's is [7, 64]",
    },
  }

  test.beforeAll(async () => {
    const quick = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'trainer.limit_test_batches=1']
    const { code, stderr } = await commandLine(project.dir, [...quick, 'hydra.run.dir=mlp'])
    expect(code, stderr).toBe(0)
  })

  for (const [name, { overrides, says }] of Object.entries(refused)) {
    for (const dry of [[], ['--dry-run']]) {
      test([name, ...dry].join(', '), async () => {
        const before = project.files()
        const { code, stderr } = await commandLine(project.dir, [...dry, ...overrides, 'hydra.run.dir=never'])
        expect(code, stderr).toBe(2)
        expect(stderr).toMatch(says)
        expect(stderr).not.toMatch(/should not happen|\n {4}at /)
        expect(project.files()).toEqual(before)
      })
    }
  }
})
