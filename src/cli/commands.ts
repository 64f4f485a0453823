import type { Command } from './app.js'

/** The commands of `polyhead` beside runs. */
export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'explain',
    {
      summary: 'where a value comes from, and what it may be',
      usage: 'explain KEY… [overrides]',
      options: {},
      load: () => import('./explain.js').then((m) => m.explainCommand),
    },
  ],
  [
    'check',
    {
      summary: 'validate every option, experiment and primary config; --run proves what experiments expect',
      usage: 'check | check --run [EXPERIMENT…]',
      options: {},
      load: () => import('./check.js').then((m) => m.checkCommand),
    },
  ],
  [
    'schema',
    {
      summary: 'schemas for editors: completion and checks in YAML files',
      usage: 'schema [NAME | --write | --remove]',
      options: { write: { type: 'boolean' }, remove: { type: 'boolean' } },
      load: () => import('./schema.js').then((m) => m.schemaCommand),
    },
  ],
  [
    'reproduce',
    {
      summary: 'run a saved run, or a sweep, again and compare',
      usage: 'reproduce RUN_DIR [--in DIR] [--tolerance X] [overrides]',
      options: { in: { type: 'string' }, tolerance: { type: 'number' } },
      load: () => import('./reproduce.js').then((m) => m.reproduceCommand),
    },
  ],
  [
    'resume',
    {
      summary: 'go on with a run that was stopped',
      usage: 'resume RUN_DIR',
      options: {},
      load: () => import('./resume.js').then((m) => m.resumeCommand),
    },
  ],
  [
    'eval',
    {
      summary: 'test the saved weights of a run, also on other tasks or data',
      usage: 'eval RUN_DIR [--weights best|final] [--in DIR] [overrides]',
      options: { in: { type: 'string' }, weights: { type: 'string' } },
      load: () => import('./eval.js').then((m) => m.evalCommand),
    },
  ],
  [
    'predict',
    {
      summary: "classes of a CSV file's rows, by the saved weights of a run",
      usage: 'predict RUN_DIR FILE.csv [--task N] [--weights best|final] [--out FILE] [overrides]',
      options: { task: { type: 'number' }, weights: { type: 'string' }, out: { type: 'string' } },
      load: () => import('./predict.js').then((m) => m.predictCommand),
    },
  ],
  [
    'ls',
    {
      summary: 'a table of runs: what differs, and what came out; --group aggregates over seeds',
      usage: "ls [DIR] [--where 'optimizer.lr<0.1'] [--sort acc] [--group] [--format markdown|csv|latex]",
      options: {
        where: { type: 'string', array: true },
        sort: { type: 'string' },
        reverse: { type: 'boolean' },
        group: { type: 'boolean' },
        columns: { type: 'string' },
        format: { type: 'string' },
      },
      load: () => import('./ls.js').then((m) => m.lsCommand),
    },
  ],
  [
    'diff',
    {
      summary: 'what two runs do not have in common, and their results side by side',
      usage: 'diff RUN_DIR RUN_DIR',
      options: {},
      load: () => import('./diff.js').then((m) => m.diffCommand),
    },
  ],
  [
    'export',
    {
      summary: 'a model of TensorFlow.js for each task, for browsers and Node without polyhead',
      usage: 'export RUN_DIR [--task T] [--out DIR] [--weights best|final]',
      options: { task: { type: 'string', array: true }, out: { type: 'string' }, weights: { type: 'string' } },
      load: () => import('./export.js').then((m) => m.exportCommand),
    },
  ],
  [
    'data',
    {
      summary: 'the data sets that are known by name: which are there, and how to get the others',
      usage: 'data [list | check NAME… | fetch NAME…] [--root DIR]',
      options: { root: { type: 'string' } },
      load: () => import('./data.js').then((m) => m.dataCommand),
    },
  ],
  [
    'report',
    {
      summary: 'a page with curves, results and config of a run, or of all runs of a folder',
      usage: 'report DIR',
      options: {},
      load: () => import('./report.js').then((m) => m.reportCommand),
    },
  ],
  [
    'init',
    {
      summary: 'lay down a new project, or survey one written for Hydra',
      usage: 'init [DIR] | init --from-hydra DIR',
      options: { 'from-hydra': { type: 'string' } },
      load: () => import('./init.js').then((m) => m.initCommand),
    },
  ],
  [
    'completion',
    {
      summary: 'a script that makes the shell complete commands, keys and values',
      usage: 'completion bash|zsh|fish [NAME]',
      options: {},
      load: () => import('./completion.js').then((m) => m.completionCommand),
    },
  ],
])
