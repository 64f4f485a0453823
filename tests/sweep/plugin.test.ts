import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

test('a sweeper and a launcher of a plugin run a sweep, which goes on', () => {
  const project = new Project('sweep-plugin')
  try {
    const short = ['experiment=permuted_digits', 'trainer.max_epochs=1', 'trainer.limit_train_batches=40']
    const parts = ['hydra/sweeper=bisection', 'hydra/launcher=nice', 'hydra.launcher.level=1', 'hydra.sweep.dir=mr']
    const { code, stderr, stdout } = project.polyhead('-m', ...short, ...parts)
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/#0: optimizer\.lr=0\.4 {2}.*\n#1: optimizer\.lr=0\.\d+ {2}.*\n#2: optimizer\.lr=0\.\d+ {2}/)
    expect(stderr).toMatch(/between [\d.]+ and [\d.]+\n$/)
    expect(project.read('mr/ledger.jsonl')).toMatch(/"worker":"nice-\d+"/)
    const whole = project.read('mr/results.csv')
    const lines = project.read('mr/ledger.jsonl').trimEnd().split('\n')
    project.write('mr/ledger.jsonl', `${lines.slice(0, -1).join('\n')}\n`)
    const again = project.polyhead('resume', 'mr')
    expect(again.code, again.stderr).toBe(0)
    expect(again.stdout).toContain('1 job in mr\n#2: ')
    expect(project.read('mr/results.csv')).toBe(whole)
    expect(project.polyhead('resume', 'mr').stdout).toContain('nothing is left to do')
  } finally {
    project.remove()
  }
})
