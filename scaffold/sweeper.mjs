import { schemaText } from './schema.mjs'

/** A sweeper: every combination in turn, until it chooses its own jobs. */
export function sweeper({ kebab, snake, pascal }) {
  return {
    files: {
      [`schemas/hydra/sweeper/${snake}.schema.json`]: schemaText(
        `hydra/sweeper/${snake}`,
        `${pascal} sweeper`,
        'Tries every combination of the values that overrides give.',
        {},
      ),
      [`src/sweep/sweepers/${kebab}-sweeper.ts`]: `import { expandSweep } from '../../compose/expand-sweep.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

/** Every combination, the last key varying fastest. */
export class ${pascal}Sweeper implements Sweeper {
  #left: readonly JobOverrides[] = []

  plan({ overrides, repository }: SweepSpace): readonly JobOverrides[] {
    this.#left = expandSweep({ overrides, params: {}, repository })
    return this.#left
  }

  ask(free: number): readonly JobOverrides[] {
    const next = this.#left.slice(0, free)
    this.#left = this.#left.slice(free)
    return next
  }

  tell(): void {
    // It does not learn from what came of its jobs.
  }
}
`,
      [`tests/sweep/${kebab}-sweeper.test.ts`]: `import { expect, test } from 'vitest'
import { ${pascal}Sweeper } from '../../src/sweep/sweepers/${kebab}-sweeper.js'

test('gives every job once, as many at a time as are asked for', () => {
  const sweeper = new ${pascal}Sweeper()
  const space = { repository: { options: () => [] }, cwd: '.', keep: () => true }
  expect(sweeper.plan({ overrides: ['a=1,2', 'b=3'], ...space })).toEqual([
    ['a=1', 'b=3'],
    ['a=2', 'b=3'],
  ])
  expect(sweeper.ask(1)).toEqual([['a=1', 'b=3']])
  expect(sweeper.ask(5)).toEqual([['a=2', 'b=3']])
  expect(sweeper.ask(5)).toEqual([])
})
`,
    },
    edits: [
      [
        'src/compose/sweep-options.ts',
        "  'hydra/launcher/local':",
        `  'hydra/sweeper/${snake}': () => sweeper('${pascal}Sweeper', {}),\n`,
      ],
      [
        'src/sweep/manifests.ts',
        ']\n\n',
        `  {
    target: 'polyhead.sweepers.${pascal}Sweeper',
    aliases: [],
    group: 'hydra/sweeper',
    option: '${snake}',
    schema: 'hydra/sweeper/${snake}',
    load: () => import('./sweepers/${kebab}-sweeper.js').then((m) => m.${pascal}Sweeper),
  },
`,
      ],
    ],
  }
}
