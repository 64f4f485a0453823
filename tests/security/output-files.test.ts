import { afterAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const confusion = '+metrics@metrics.confusion=confusion_matrix'
const second = '+loggers@loggers.second=csv_logger'

/** Two writers of one file would leave a file of neither. */
describe('an output file is refused before anything is written', () => {
  const refused: Record<string, { overrides: string[]; says: string }> = {
    'where the run itself writes': {
      overrides: ['loggers.csv_logger.file_name=run.json'],
      says: "loggers.csv_logger.file_name: 'run.json' is written by the run itself (run.json), too",
    },
    'where the log is': {
      overrides: ['hydra.job.name=train', 'loggers.csv_logger.file_name=train.log'],
      says: "'train.log' is written by the run itself (train.log), too",
    },
    'where another logger writes': {
      overrides: ['loggers.csv_logger.file_name=metrics.jsonl'],
      says: "'metrics.jsonl' is written by loggers.csv_logger.file_name, too",
    },
    'where the same logger writes a second time': {
      overrides: [second],
      says: "loggers.second.file_name: 'metrics.csv' is written by loggers.csv_logger.file_name, too",
    },
    'where another chart is, which becomes an SVG image as well': {
      overrides: ['metrics.accuracy.test_acc_plot_name=loss_cls.png'],
      says: "'results/loss_cls.svg' is written by metrics.accuracy.test_acc_plot_name, too",
    },
    "where the same logger's hyperparameters go": {
      overrides: [second, 'loggers.second.name=a', 'loggers.second.version=b', 'loggers.second.file_name=hparams.yaml'],
      says: "loggers.second.file_name: 'a/b/hparams.yaml' is written by loggers.second, too",
    },
    "where a logger's version puts its hyperparameters over the run's": {
      overrides: [second, 'loggers.second.version=.', 'loggers.second.file_name=second.csv'],
      says: "loggers.second: 'hparams.yaml' is written by the run itself (hparams.yaml), too",
    },
    'in a folder that the run replaces, made of name and version': {
      overrides: [second, 'loggers.second.name=checkpoints', 'loggers.second.version=final'],
      says: "loggers.second.version: 'checkpoints/final' lies in 'checkpoints', whose folders the run replaces",
    },
    'in a folder that the run replaces, made of a name alone': {
      overrides: [second, 'loggers.second.name=checkpoints'],
      says: "loggers.second.name: 'checkpoints/version_0' lies in 'checkpoints', whose folders the run replaces",
    },
    'where a folder must be': {
      overrides: ['loggers.csv_logger.file_name=results'],
      says: "loggers.csv_logger.file_name: 'results' is a folder that metrics.",
    },
    "where Hydra's folder must be": {
      overrides: ['loggers.csv_logger.file_name=.hydra'],
      says: "'.hydra' is a folder that the run itself",
    },
    'in a folder that is a file': {
      overrides: ['loggers.csv_logger.save_dir=${hydra:runtime.output_dir}/run.json'],
      says: "'run.json/metrics.csv' lies in 'run.json', a file of the run itself",
    },
    'where all tasks would write the same one': {
      overrides: [confusion, 'metrics.confusion.csv_name=confusion.csv'],
      says: "metrics.confusion.csv_name: the 5 tasks would write the same file 'confusion.csv'",
    },
    'whose name holds a folder': {
      overrides: ['metrics.accuracy.test_acc_plot_name=a/b'],
      says: "metrics.accuracy.test_acc_plot_name must be the name of a file, but 'a/b' holds a '/'",
    },
    'whose name is none': {
      overrides: ['metrics.accuracy.test_acc_csv_name=..'],
      says: "must be the name of a file, but '..' names none",
    },
    'whose name is too long': {
      overrides: [`metrics.accuracy.test_acc_csv_name=${'a'.repeat(201)}`],
      says: 'has 201 bytes, more than 200',
    },
    'outside of the run, named by position': {
      overrides: ['+loggers.third={_target_: polyhead.loggers.CSVLogger, _args_: [/tmp/elsewhere]}'],
      says: "loggers.third.save_dir ('/tmp/elsewhere') leads out of the run's directory",
    },
    "and so is a folder of Hydra's where the run writes a file": {
      overrides: ['hydra.output_subdir=run.json'],
      says: "hydra.output_subdir: 'run.json' must be a folder, but 'run.json' is a file of the run itself",
    },
  }
  for (const [name, { overrides, says }] of Object.entries(refused)) {
    test(name, () => {
      const { code, stderr } = project.polyhead(...overrides, 'hydra.run.dir=never')
      expect(code, stderr).toBe(2)
      expect(stderr).toContain(says)
      expect(stderr).toMatch(/^(command line| *\/.*:\d+:\d+) {2}/)
      expect(project.files()).toEqual([])
    })
  }
})

test('loggers may share a version, and a name that is only shown may hold anything', () => {
  const shared = ['second', 'third'].flatMap((name) => [`loggers.${name}.name=a`, `loggers.${name}.version=b`])
  const loggers = [second, '+loggers@loggers.third=tensorboard_logger', ...shared]
  const shown = ['+loggers@loggers.w=wandb_logger', 'loggers.w.name=../foo']
  const { code, stderr } = project.polyhead(...loggers, ...shown, '--dry-run')
  expect(code, stderr).toBe(0)
})

test('names of their own are taken', () => {
  const names = ['loggers.csv_logger.file_name=log.csv', 'metrics.accuracy.test_acc_csv_name=a.csv', 'eval_tasks=1']
  const quick = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'trainer.limit_test_batches=1']
  const { code, stderr } = project.polyhead(...quick, ...names, confusion, 'hydra.run.dir=own')
  expect(code, stderr).toBe(0)
  expect(project.files('own')).toEqual(
    expect.arrayContaining(['own/log.csv', 'own/results/a.csv', 'own/results/confusion_task_1.csv']),
  )
})
