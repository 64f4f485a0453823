import { expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

test('a data set given as an option is told how it is chosen, in a run and in a sweep, and that composes', async () => {
  const project = new Project()
  try {
    for (const name of ['kmnist', 'cifar10', 'emnist_letters']) {
      const chosen = `dataset=permuted dataset.source=${name}`
      const { code, stderr } = await commandLine(project.dir, [`dataset=${name}`])
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`it is a data set, which an option takes: ${chosen}\n`),
      ])
      expect((await commandLine(project.dir, ['--cfg', 'job', ...chosen.split(' ')])).code).toBe(0)
    }
    expect((await commandLine(project.dir, ['-m', 'dataset=kmnist,split_digits'])).stderr).toContain(
      'dataset.source=kmnist',
    )
    expect((await commandLine(project.dir, ['dataset=nothing'])).stderr).not.toContain('it is a data set')
    expect(project.files()).toEqual([])
  } finally {
    project.remove()
  }
})
