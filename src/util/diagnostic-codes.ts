/** What a diagnostic's code means, and how it comes about: a command line that is tried, or words. */
export type DiagnosticMeaning = { means: string } & (
  | {
      /** A command line that ends with this code. */
      command: string
      /** Files that it needs, by their paths. */
      files?: Readonly<Record<string, string>>
      /** It needs `outputs/mine`, which `TRAINING` leaves. */
      trained?: true
    }
  | { when: string }
)

/** Leaves a short run in `outputs/mine`. */
export const TRAINING = 'polyhead experiment=single_digits trainer.max_epochs=2 hydra.run.dir=outputs/mine'

/**
 * Every kind of error and warning. `docs/diagnostics.md` is made of it, and `DiagnosticCode`; at run time nobody reads
 * it. Plugins have codes of their own.
 */
export const diagnosticCodes = {
  'address-taken': {
    means: 'the port or the address on which `polyhead ui` would listen is not to be had',
    when: '`polyhead ui` twice at the same time, both without `--port`',
  },
  'already-there': { means: '`+` adds a key, and this one is there already', command: 'polyhead +optimizer.lr=0.1' },
  backend: {
    means: 'the backend that was asked for does not start on this machine, or its package is not installed',
    when: 'polyhead backend=webgpu',
  },
  'bad-arguments': {
    means: '`_args_`, `_convert_` or `_partial_` of a component is not what the component takes',
    command: "polyhead '+optimizer._args_=[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]'",
  },
  'bad-charts': {
    means: 'the file of `--charts` is not there, or is no map of options by the names of charts',
    files: { 'charts.yaml': 'trails: {title: {text: mine}}' },
    trained: true,
    command: 'polyhead report outputs/mine --charts charts.yaml',
  },
  'bad-condition': {
    means: 'a condition that chooses runs is not `FIELD=VALUE`, or compares what has no order',
    trained: true,
    command: "polyhead ls outputs 'acc_1>high'",
  },
  'bad-flag': { means: 'a flag that is not known, lacks its value, or takes none', command: 'polyhead --jsonn' },
  'batch-limit': {
    means: 'a limit of batches is neither a count nor a fraction from 0.0 to 1.0, or leaves nothing to train on',
    command: 'polyhead experiment=single_digits trainer.limit_train_batches=0.0001',
  },
  'batch-norm-needs-rows': {
    means: 'a batch has fewer rows than batch normalization can take a mean of',
    command: 'polyhead experiment=permuted_digits backbone.batch_normalization=true dataset.batch_size=1',
  },
  'built-in-preset': {
    means: "warning: a preset that comes with polyhead was made for another primary config than this project's",
    when: 'experiment=permuted_digits beside a configs/config.yaml of your own',
  },
  'cannot-delete': {
    means: '`~` takes away what is not there, or has another value than the one given',
    command: "polyhead '~optimizer.lr=5'",
  },
  'cannot-edit': {
    means: 'a value of a YAML file cannot be changed where it stands',
    files: {
      'configs/config.yaml': `a: &one {x: 1}
b: *one`,
    },
    command: 'polyhead set configs/config.yaml b.x=2',
  },
  'cannot-export': {
    means: "the run's network has a part that no layer of TensorFlow.js stands for",
    when: "polyhead export RUN_DIR, where a plugin's backbone was trained",
  },
  'cannot-save': {
    means: 'a command line cannot be kept as an experiment that gives the same config',
    when: 'an override that the experiment itself would beat',
  },
  'cannot-write': {
    means: 'the folder that was named for the files cannot be written',
    trained: true,
    command: 'polyhead export outputs/mine --out outputs/mine/run.json/model',
  },
  'changed-data': {
    means: 'the data of a run are other data than those it was trained on',
    when: 'polyhead resume RUN_DIR, after a CSV file of its data was edited',
  },
  'changed-sweep': {
    means: '`sweep.yaml` was changed after its sweep began',
    when: 'polyhead resume SWEEP_DIR, after its sweep.yaml was edited',
  },
  'changed-weights': {
    means: 'a file of weights is not the one that the run wrote: its checksum differs',
    trained: true,
    files: { 'outputs/mine/checkpoints/final/model.safetensors': 'none' },
    command: 'polyhead eval outputs/mine',
  },
  'classes-left-out': {
    means: 'warning: a class that the files of a data set hold is one of no task',
    when: 'class_split: {1: [0, 1, 2]}, and four kinds of labels in a CSV file, as one misspelt label makes',
  },
  'classes-without-rows': {
    means: 'warning: no row is of a class that a task has',
    when: 'a CSV file whose classes are numbered from 1: no row is of class 0',
  },
  'composite-takes-over': {
    means: 'a chain or a sequence of schedulers stands where only a simple scheduler can',
    when: 'a ChainedScheduler among the schedulers of another one, where the outer one steps them',
  },
  'config-not-found': {
    means: 'there is no config of this name in the search path',
    files: { 'configs/config.yaml': 'defaults: [extra, _self_]' },
    command: 'polyhead --cfg job',
  },
  'config-type': {
    means: 'a config is no map of keys to values',
    files: { 'configs/config.yaml': 'defaults: [a, _self_]', 'configs/a.yaml': '[1]' },
    command: 'polyhead --cfg job',
  },
  'construction-failed': {
    means: 'the constructor of a component threw an error',
    files: {
      'plugin.js': `const load = async () =>
  class Lion {
    constructor() {
      throw new Error('it is asleep')
    }
  }
const schema = { $id: 'mine/lion', type: 'object' }
export const manifests = [{ target: 'mine.Lion', aliases: [], group: 'optimizer', option: 'lion', schema, load }]
`,
    },
    command: "polyhead --plugin ./plugin.js experiment=single_digits '+optimizer._x=1' optimizer._target_=mine.Lion",
  },
  contradiction: {
    means: 'two keys ask for what cannot be had together',
    command: 'polyhead trainer.barebones=true trainer.fast_dev_run=true',
  },
  'damaged-checkpoint': {
    means: 'a checkpoint is cut short, or its parts do not fit together',
    when: 'polyhead resume RUN_DIR, after a checkpoint lost its end',
  },
  'damaged-ledger': {
    means: "a line of a sweep's `ledger.jsonl` is not as it was written",
    when: 'polyhead resume SWEEP_DIR, after the ledger was edited',
  },
  'damaged-sweep': {
    means: '`sweep.yaml` is not as it was written',
    when: 'polyhead resume SWEEP_DIR, after its sweep.yaml was cut short',
  },
  'defaults-cycle': {
    means: 'configs include each other by their defaults lists',
    files: {
      'configs/config.yaml': 'defaults: [a]',
      'configs/a.yaml': 'defaults: [b]',
      'configs/b.yaml': 'defaults: [a]',
    },
    command: 'polyhead --cfg job',
  },
  'defaults-entry': {
    means: 'an entry of a defaults list has none of the forms that entries have',
    files: { 'configs/config.yaml': 'defaults: [{optimizer: 1}]' },
    command: 'polyhead --cfg job',
  },
  'defaults-list': {
    means: '`defaults` is no list',
    files: { 'configs/config.yaml': 'defaults: sgd' },
    command: 'polyhead --cfg job',
  },
  deprecated: {
    means: 'warning: a key was renamed, as `oc.deprecated` says in the config',
    files: {
      'configs/config.yaml': `lr: 1
rate: \${oc.deprecated:lr}`,
    },
    command: 'polyhead check',
  },
  dimension: {
    means: 'widths, channels or image sizes of data, backbone and heads do not fit',
    command: 'polyhead backbone.input_dim=100',
  },
  'directory-holds-a-run': {
    means: 'a directory holds one run, and this one holds another already',
    trained: true,
    command: 'polyhead experiment=single_digits hydra.run.dir=outputs/mine',
  },
  'directory-holds-a-sweep': {
    means: 'the directory of a new run or sweep holds a sweep already',
    when: 'the same hydra.sweep.dir given to two sweeps',
  },
  'duplicate-component': {
    means: 'two components have the same name or `_target_`',
    when: 'two plugins that bring optimizer/lion',
  },
  'duplicate-item': {
    means: 'a list has an item twice that it can have once',
    when: '[a, a] for a key of a plugin whose schema has uniqueItems',
  },
  'duplicate-self': {
    means: 'a defaults list has `_self_` twice',
    files: { 'configs/config.yaml': 'defaults: [_self_, optimizer: sgd, _self_]' },
    command: 'polyhead --cfg job',
  },
  'duplicate-task': { means: 'a list of tasks names a task twice', command: "polyhead 'train_tasks=[1,1]'" },
  'earlier-end': {
    means: 'a run that goes on cannot end before the place it has reached',
    trained: true,
    command: 'polyhead resume outputs/mine trainer.max_epochs=1',
  },
  'empty-element': {
    means: 'warning: a resolver is given an empty argument',
    files: { 'configs/config.yaml': 'home: ${oc.env:HOME,}' },
    command: 'polyhead check',
  },
  encoding: { means: 'a file is not UTF-8 text', when: 'a YAML file that was saved as UTF-16' },
  'env-copy': {
    means: '`hydra.job.env_copy` names a variable that is not set',
    command: "polyhead 'hydra.job.env_copy=[NO_SUCH_VARIABLE]'",
  },
  'file-exists': {
    means: 'a file that would be laid down is there already, with something else in it',
    files: { 'experiments/mine.yaml': 'a: 1' },
    command: 'polyhead save mine experiment=single_digits',
  },
  'files-left-out': {
    means: 'warning: files of a folder of images are no images that can be read',
    when: 'notes.txt between the images of a class',
  },
  'group-chosen-twice': {
    means: '`+` adds a group that the defaults list has already',
    files: { 'configs/config.yaml': 'defaults: [optimizer: sgd, _self_]' },
    command: 'polyhead +optimizer=adam --cfg job',
  },
  'group-deletion': {
    means: '`~` takes a group away that has another option, or in a form that groups do not have',
    command: "polyhead '~optimizer=[sgd,adam]'",
  },
  'group-force-add': {
    means: '`++` is for keys; a group is chosen by `=` or added by `+`',
    command: 'polyhead ++optimizer=adam',
  },
  'group-not-in-defaults': {
    means: 'the group that is chosen or taken away is not in the defaults list',
    files: { 'configs/config.yaml': 'a: 1', 'configs/server/big.yaml': 'b: 1' },
    command: 'polyhead server=big --cfg job',
  },
  'group-twice': {
    means: 'the same group is twice in the defaults lists that are composed',
    command: 'polyhead +optimizer=adam',
  },
  'group-value': {
    means: 'the option of a group is a name or a list of names',
    command: "polyhead '~optimizer@elsewhere=5'",
  },
  'help-template': {
    means: "a template of an app's help holds a `$NAME` that stands for nothing",
    files: { 'configs/config.yaml': 'hydra: {help: {template: $HEADING}}' },
    command: 'polyhead --help',
  },
  'hydra-callback': {
    means: 'a callback of `hydra.callbacks` has thrown an error',
    when: 'a run whose callback fails: it goes on all the same',
  },
  'hydra-config': {
    means: "a file takes the name of the hydra node's own config",
    files: { 'configs/hydra/config.yaml': 'a: 1' },
    command: 'polyhead --cfg job',
  },
  'hydra-node': {
    means: 'a part of the `hydra` node that is read is missing, or is no map',
    when: 'compose() in TypeScript, then hydra without job',
  },
  'hydra-sweep': {
    means: 'the `hydra` node is one for a whole sweep, so its values cannot be swept over',
    command: 'polyhead -m hydra.verbose=true,false',
  },
  'hydra-type': {
    means: 'a value of the `hydra` node has another type than Hydra gives it',
    command: 'polyhead hydra.job.num=many',
  },
  'incomplete-component': {
    means: 'a component lacks a method that its group needs',
    when: "a plugin's optimizer without step()",
  },
  'input-dim': {
    means: 'the backbone takes another width than the data have',
    when: "backbone.input_dim=100 of a plugin's backbone, beside dataset.num_features=64",
  },
  'inside-run-directory': {
    means: 'a command that reads a run writes nothing into its directory',
    trained: true,
    command: 'polyhead reproduce outputs/mine --in outputs/mine/again',
  },
  'integer-too-large': {
    means: 'an integer is beyond what a number keeps exactly (2⁵³)',
    command: 'polyhead seed=123456789012345678901234567890',
  },
  'interpolated-default': {
    means: 'an entry of a defaults list is named by an interpolation that cannot be resolved while composing',
    files: { 'configs/config.yaml': 'defaults: [optimizer: "${nowhere}"]' },
    command: 'polyhead --cfg job',
  },
  'interpolated-option': {
    means: 'one of several options of a group is an interpolation',
    files: {
      'configs/config.yaml': `defaults: [optimizer: [sgd, "\${more}"]]
more: adam`,
    },
    command: 'polyhead --cfg job',
  },
  interpolation: {
    means: 'an interpolation has a mistake, or names what is not there',
    command: "polyhead 'seed=${nowhere}'",
  },
  'interpolation-to-missing': {
    means: 'an interpolation leads to a value that is still to be given (`???`)',
    command: "polyhead '+vars.a=???' 'seed=${vars.a}' --dry-run",
  },
  invalid: {
    means: 'a value breaks a rule of its schema that has no code of its own',
    when: "a plugin's schema with if and then",
  },
  'invalid-dataset': {
    means: 'the settings of a data set do not fit each other, or its data',
    command: "polyhead 'dataset.mean=[0.1,0.2]' --dry-run",
  },
  'invalid-file': {
    means: 'a file of data or weights is not in its format',
    when: 'a CSV file with a text where a number must be',
  },
  'invalid-package': {
    means: 'package.json has another kind of value where init adds to it',
    files: { 'package.json': '{"dependencies": []}' },
    command: 'polyhead init .',
  },
  'invalid-plugin': {
    means: 'a plugin cannot be imported, or does not export what a plugin exports',
    command: 'polyhead --plugin ./no-such-plugin.js',
  },
  'invalid-schema': {
    means: 'the JSON Schema of a plugin or of the project is not valid',
    when: "schema: {type: 'numbr'}",
  },
  'launcher-memory': {
    means: 'a limit of memory was asked for where it cannot be kept',
    when: 'hydra/launcher=local with hydra.launcher.memory, on Windows',
  },
  'launcher-not-ready': {
    means: 'what a launcher needs for every job is not there: no Redis answers, or there is no sbatch',
    when: 'hydra/launcher=redis hydra.launcher.url=redis://127.0.0.1:1',
  },
  'link-out-of-run': {
    means: "a link in a run's directory leads out of it",
    when: 'polyhead eval RUN_DIR, where checkpoints links to another folder',
  },
  'list-edit': {
    means: 'a list is edited by what does not fit: no list, or an item that is not there',
    command: "polyhead 'optimizer.lr=append(1)'",
  },
  'list-index': {
    means: 'an override names an item that the list does not have',
    command: "polyhead '+optimizer.betas=[0.9]' '++optimizer.betas.9=1'",
  },
  'load-failed': {
    means: 'the code of a component cannot be imported',
    when: "a plugin's load() that imports a missing package",
  },
  memory: {
    means: 'the model, or its training, needs more memory than there is',
    command: "polyhead experiment=permuted_digits 'backbone.hidden_dims=[1000000,1000000]'",
  },
  merge: {
    means: 'a map meets a list, or a list a map, where configs are merged',
    files: {
      'configs/config.yaml': `defaults: [base, _self_]
a: [1]`,
      'configs/base.yaml': 'a: {b: 1}',
    },
    command: 'polyhead --cfg job',
  },
  'metrics-and-directions': {
    means: '`hydra.sweeper.direction` has another number of values than `hydra.sweeper.metric`, or is needed',
    command: "polyhead -m --dry-run hydra/sweeper=random seed=1,2 'hydra.sweeper.metric=[avg_acc,avg_loss_cls]'",
  },
  'missing-config': {
    means: 'a config in a defaults list is `???`, which only the option of a group can be',
    files: { 'configs/config.yaml': 'defaults: ["???"]' },
    command: 'polyhead --cfg job',
  },
  'missing-data': {
    means: 'data are not there, or cannot be fetched',
    command: 'polyhead experiment=split_fashion_mnist dataset.root=nowhere',
  },
  'missing-key': {
    means: 'a value that is required is not in the config',
    when: 'a component of a plugin without a key that its schema requires',
  },
  'missing-option': {
    means: 'the option of a group is still to be given (`???`)',
    files: { 'configs/config.yaml': 'defaults: [{optimizer: "???"}]' },
    command: 'polyhead --cfg job',
  },
  'missing-target': {
    means: 'a component has no `_target_`, so nobody knows which it is',
    command: "polyhead '~optimizer._target_'",
  },
  'missing-value': { means: 'a value is still to be given (`???`)', command: "polyhead 'optimizer.lr=???'" },
  'mode-overridden': {
    means: 'warning: `hydra.mode` says one run, and the command line a sweep',
    command: 'polyhead -m hydra.mode=RUN trainer.fast_dev_run=true',
  },
  'needs-metric': {
    means: 'a scheduler that watches a metric is part of a chain or a sequence, where there is none',
    files: {
      'experiments/chain.yaml': `# @package _global_
defaults: [/experiment/single_digits]
lr_scheduler:
  _target_: polyhead.lr_schedulers.ChainedScheduler
  schedulers: [{_target_: polyhead.lr_schedulers.ReduceLROnPlateau}]`,
    },
    command: 'polyhead experiment=chain',
  },
  'nesterov-needs-momentum': {
    means: "Nesterov's step is made of the momentum, which is 0",
    command: 'polyhead optimizer=sgd optimizer.momentum=0 optimizer.nesterov=true',
  },
  'network-misfit': {
    means: 'the network does not take a sample of the data',
    when: "a plugin's backbone for images, with rows of numbers",
  },
  'no-effect': { means: 'warning: a setting changes nothing here', when: 'hydra.job.chdir=true on a training run' },
  'no-expectation': {
    means: 'an experiment that is to be proved does not say what to expect',
    files: { 'experiments/mine.yaml': 'seed: 2' },
    command: 'polyhead check --run mine',
  },
  'no-jobs': {
    means: 'a sweep over nothing: a range without values, a glob that finds nothing, a file without points',
    command: "polyhead -m --dry-run 'seed=range(3,1)'",
  },
  'no-momentum-to-cycle': {
    means: 'a scheduler cycles the momentum of an optimizer that has none',
    command: 'polyhead optimizer=adagrad lr_scheduler=cyclic_lr lr_scheduler.cycle_momentum=true',
  },
  'no-regular-file': {
    means: 'a file of a run is a folder, a pipe or a device',
    when: 'polyhead eval RUN_DIR, where run.json is a pipe',
  },
  'no-row-reader': {
    means: 'the data set of a run cannot make samples of rows from elsewhere',
    when: "polyhead predict RUN_DIR rows.csv, for a plugin's data set",
  },
  'no-rows': {
    means: 'a task has no rows to train on, or (a warning) none to look at',
    when: 'a table of three rows, of which the shares for tests and validation leave none',
  },
  'no-schedulers': {
    means: 'a chain or sequence of schedulers has no scheduler',
    when: 'new ChainedScheduler(optimizer, { schedulers: [] }), in TypeScript',
  },
  'no-server': {
    means: 'a server to which metrics are to go does not answer, or does not take them',
    command: 'polyhead +loggers@loggers.mlflow=mlflow_logger loggers.mlflow.tracking_uri=http://127.0.0.1:65535',
  },
  'no-such-experiment': { means: 'there is no experiment of this name', command: 'polyhead check --run nothing' },
  'no-such-field': {
    means: 'a condition names a field that runs do not have',
    trained: true,
    command: 'polyhead ls outputs no_such_field=1',
  },
  'no-model': {
    means: 'a config that tests a saved model (`model_path`) names none, or one whose network cannot be told',
    when: "CLArena's `MTL_EVAL` before its `MTL_EXPR` was run",
  },
  'no-such-folder': { means: 'a folder that was named is not there', command: 'polyhead --config-dir nowhere' },
  'no-such-group': {
    means: 'an override gives a package (`@`) to what is no group',
    command: 'polyhead optimizer.lr@here=1',
  },
  'no-such-key': { means: 'a key is not in the config', command: 'polyhead explain optimizer.rate' },
  'no-such-metric': {
    means: '`hydra.sweeper.metric` names nothing that jobs give, or does not say which of several numbers counts',
    command: 'polyhead -m --dry-run hydra/sweeper=tpe seed=1,2',
  },
  'no-such-task': {
    means: 'the run has no task of this number',
    trained: true,
    files: { 'rows.csv': '1' },
    command: 'polyhead predict outputs/mine rows.csv --task 99',
  },
  'no-weights': {
    means: 'there are no weights where they are looked for',
    trained: true,
    command: 'polyhead eval outputs/mine --weights best',
  },
  'not-a-config': {
    means: 'a file of a run holds no config',
    trained: true,
    files: { 'outputs/mine/config.resolved.yaml': '[1]' },
    command: 'polyhead eval outputs/mine',
  },
  'not-a-duration': {
    means: 'a value that should be a time is none',
    command: "polyhead 'trainer.max_time=1h'",
  },
  'not-a-file-name': {
    means: 'the name of an output is no name of a file',
    command: 'polyhead experiment=single_digits loggers.csv_logger.file_name=a/b.csv --dry-run',
  },
  'not-a-run': { means: 'a directory is not one that a run wrote', command: 'polyhead eval nowhere' },
  'not-a-sweep': {
    means: "a directory that a command takes as a sweep's is none",
    when: "a sweep's directory that has lost its sweep.yaml",
  },
  'not-a-training-run': {
    means: 'only a run that trained can go on, or be run again',
    when: 'polyhead resume DIR, where DIR was written by eval',
  },
  'not-an-option': {
    means: 'a value is none of those that the key can have',
    command: 'polyhead backbone.activation_layer=Relu --dry-run',
  },
  'not-an-override': {
    means: 'a word of the command line is neither an override nor a command',
    command: 'polyhead optimizer',
  },
  'not-arithmetic': {
    means: 'an expression is no arithmetic',
    command: 'polyhead lr_scheduler=lambda_lr lr_scheduler.lr_lambda=epochs',
  },
  'not-here': {
    means: 'CLArena or Lightning has this, and polyhead does not; the nearest is named',
    command: 'polyhead trainer.strategy=ddp',
  },
  'not-instantiable': {
    means: 'only a map or a list of maps can be made into components',
    when: 'instantiate(1), in TypeScript',
  },
  'nothing-chosen': {
    means: 'a config is empty, as long as no option is chosen of a group that its defaults list leaves open',
    files: {
      'configs/entrance.yaml': 'defaults: [{index: null}]',
      'configs/index/first.yaml': '# @package _global_\nseed: 1',
    },
    command: 'polyhead --config-name entrance',
  },
  'nothing-passes': {
    means: 'no point that was drawn passes `hydra.sweeper.filter`',
    command: 'polyhead -m --dry-run hydra/sweeper=random seed=1,2 \'hydra.sweeper.filter="seed > 5"\'',
  },
  'nothing-to-compare': {
    means: 'the files that a comparison reads are not there',
    when: 'polyhead reproduce RUN_DIR, after its results were deleted',
  },
  'nothing-to-resume': {
    means: 'a run has no checkpoint to go on from, or has reached its end',
    when: 'polyhead resume RUN_DIR, for a run that was killed before its first checkpoint',
  },
  'nothing-to-search': {
    means: 'a search has no parameter with several values',
    command: 'polyhead -m --dry-run hydra/sweeper=random seed=1',
  },
  'num-classes': {
    means: 'a task has no classes, so a head cannot be made for it',
    when: "a plugin's data set with 0 classes",
  },
  'one-per-task': {
    means: 'a list with a number for each training task has another length than there are tasks',
    command: "polyhead train_tasks=2 weighting=static 'algorithm.weighting.weights=[1,2,3]'",
  },
  'one-task': {
    means: 'an algorithm or a head is made for one task, and there are several',
    command: 'polyhead algorithm=single_learning',
  },
  'optuna-key': {
    means: 'a key of `hydra/sweeper=optuna` has no counterpart here',
    when: 'hydra/sweeper=optuna with a sampler that is not among those here',
  },
  'other-classes': {
    means: 'the data name other classes than the run learned',
    when: 'polyhead eval RUN_DIR, after a class was added to the CSV file',
  },
  'other-jobs': {
    means: 'a sweep that goes on would have other jobs than it had',
    when: "polyhead resume SWEEP_DIR, where the sweeper's own code has changed",
  },
  'other-data': {
    means: 'warning: files of data are not those that were published under their names',
    when: 'dataset.source=mnist, and a folder with files of the same names',
  },
  'out-of-range': {
    means: 'a number is smaller or greater than the key can have',
    command: 'polyhead optimizer.lr=-1',
  },
  'output-collision': {
    means: 'two parts of a run would write the same file',
    command: 'polyhead +loggers@loggers.more=csv_logger',
  },
  'output-dim': {
    means: 'the heads take another width than the backbone gives',
    command: 'polyhead heads.input_dim=100 --dry-run',
  },
  'outside-run-directory': {
    means: "an output leads out of the run's directory",
    command: 'polyhead loggers.csv.name=../elsewhere +loggers@loggers.csv=csv_logger',
  },
  override: { means: 'an override breaks the grammar', command: "polyhead 'optimizer.betas=[1,'" },
  'override-dirname': {
    means: 'a setting of `hydra.job.config.override_dirname` is no text',
    when: 'a kv_sep whose interpolation leads to null',
  },
  'override-in-interpolated': {
    means: 'a config that was chosen by an interpolation overrides a group',
    files: {
      'configs/config.yaml': 'defaults: [optimizer: sgd, net: "${optimizer}", _self_]',
      'configs/net/sgd.yaml': 'defaults: [override /optimizer: adam]',
    },
    command: 'polyhead --cfg job',
  },
  'override-not-last': {
    means: 'overrides come last in a defaults list',
    files: { 'configs/config.yaml': 'defaults: [override optimizer: adam, dataset: split_digits]' },
    command: 'polyhead --cfg job',
  },
  'package-header': {
    means:
      'the line `# @package NAME` is not of that form; as a warning: it stands too low, or names a keyword of Hydra 1.0',
    files: {
      'configs/config.yaml': 'defaults: [a]',
      'configs/a.yaml': `# @package
b: 1`,
    },
    command: 'polyhead --cfg job',
  },
  'plugin-check': { means: 'the check that a plugin brings failed itself', when: "a plugin's check that throws" },
  'points-file': {
    means: 'the file of points of a list sweep is not there, or a line of it cannot be read',
    command: 'polyhead -m --dry-run hydra/sweeper=list hydra.sweeper.file=absent.csv',
  },
  'primary-not-found': { means: 'there is no primary config of this name', command: 'polyhead --config-name nothing' },
  'primary-type': {
    means: 'the primary config is a list',
    files: { 'configs/config.yaml': '[1, 2]' },
    command: 'polyhead --cfg job',
  },
  'proto-key': { means: '`__proto__` cannot be a key', command: 'polyhead +__proto__=1' },
  range: {
    means: 'a setting that is given in TypeScript is not in its range',
    when: 'new Trainer({ max_epochs: -1 }), in TypeScript',
  },
  resolver: { means: 'the name of a resolver is taken, or cannot be a name', when: "registerResolver('oc.env', …)" },
  'rows-left-out': {
    means: 'warning: rows of a CSV file are left out, for a value is missing',
    when: 'missing_values: drop, and an empty field',
  },
  'run-is-locked': {
    means: 'another process works on this run',
    when: 'polyhead resume RUN_DIR, twice at the same time',
  },
  'scheduler-beyond-epochs': {
    means: 'warning or error: a scheduler changes the learning rate only after the last epoch',
    when: 'polyhead lr_scheduler=step_lr lr_scheduler.step_size=1000',
  },
  searchpath: {
    means: 'an entry of the search path is no folder, or not a path at all',
    command: 'polyhead hydra.searchpath=configs',
  },
  'secret-in-job': {
    means: 'a job for another machine would take a secret along that stands in a config or an override in clear',
    when: 'polyhead -m seed=1,2 hydra/launcher=redis +vars.api_key=abcdef123456',
  },
  'secret-in-name': {
    means: 'the name of a file or folder, or of a logged run, would show a secret',
    when: "polyhead 'hydra.run.dir=${oc.env:API_TOKEN}'",
  },
  'secret-in-url': {
    means: 'an address in the config holds a password, which the run would save',
    when: 'polyhead +loggers@loggers.m=mlflow_logger loggers.m.tracking_uri=http://me:password@127.0.0.1:5000',
  },
  'self-as-option': {
    means: '`_self_` is given as the option of a group',
    files: { 'configs/config.yaml': 'defaults: [optimizer: _self_]' },
    command: 'polyhead --cfg job',
  },
  'self-missing': {
    means: "warning: a defaults list does not say where the file's own values go",
    files: {
      'configs/config.yaml': `defaults: [optimizer: sgd]
a: 1`,
    },
    command: 'polyhead check',
  },
  'shape-mismatch': {
    means: 'settings of a data set tell another shape than its data have',
    command: 'polyhead experiment=single_digits dataset.num_classes=7',
  },
  'state-mismatch': {
    means: 'a saved state has other parts than the model, optimizer or scheduler it is given to',
    when: "polyhead resume RUN_DIR, after a plugin's backbone got a layer",
  },
  'sweep-filter': {
    means: '`hydra.sweeper.filter` is no expression, or names what no job sets',
    command: 'polyhead -m --dry-run seed=1,2 \'hydra.sweeper.filter="seed <"\'',
  },
  'sweep-in-run': {
    means: 'an override has several values, and this is one run',
    command: 'polyhead optimizer.lr=0.1,0.2',
  },
  'sweep-params': {
    means: 'a value of `hydra.sweeper.params` is not the text of a sweep',
    when: 'a list under hydra.sweeper.params, for a sweeper of a plugin',
  },
  'sweep-size': {
    means: 'a sweep has more jobs than one sweep can have',
    command: "polyhead -m 'seed=range(1,10000)' 'optimizer.lr=range(1,10000)'",
  },
  'sweeper-params': {
    means: '`hydra.sweeper.params` is null: an override can change only parameters that a config file gives',
    command: 'polyhead -m hydra.sweeper.params.seed=1 --dry-run',
  },
  'task-not-in-dataset': { means: 'the data set has no task of this number', command: "polyhead 'train_tasks=[99]'" },
  'task-not-trained': {
    means: 'a task is to be tested that is not trained',
    command: "polyhead 'train_tasks=[1]' 'eval_tasks=[2]'",
  },
  'too-deep': {
    means: 'a config would be nested deeper than it may be',
    when: 'a package of 200 keys, such as optimizer@a.a.a.…=adam',
  },
  'too-large': {
    means: 'there is more of something than a config, a command or the record of a run may have',
    when: '6000 overrides, or texts that interpolations double 30 times',
  },
  'too-many-dimensions': {
    means: 'a Sobol sequence has fewer dimensions than the search',
    when: 'hydra/sweeper=sobol with very many parameters',
  },
  'total-steps': {
    means: 'training takes more steps than the scheduler is made for',
    command:
      'polyhead experiment=single_digits lr_scheduler=one_cycle_lr lr_scheduler.max_lr=0.1 lr_scheduler.total_steps=1',
  },
  'other-task-kind': {
    means: 'a metric is for tasks of another kind',
    command: 'polyhead experiment=permuted_digits +metrics@metrics.f1=f1 metrics.f1.task=binary',
  },
  'too-many-classes': {
    means: 'a metric cannot be made for that many classes',
    when: 'metrics.confusion_matrix of a task with more than 4096 classes',
  },
  'twin-key': {
    means: 'a dict has a key twice: as a number, and as a text',
    command: "polyhead dataset=split_digits '+dataset.class_split.1=[0,1]'",
  },
  'two-lengths': {
    means: 'a scheduler is told its length twice, differently',
    command: 'polyhead experiment=single_digits lr_scheduler=one_cycle_lr lr_scheduler.epochs=3',
  },
  unchangeable: {
    means: 'a run that goes on, or whose weights are tested, keeps this value',
    trained: true,
    command: "polyhead resume outputs/mine 'backbone.hidden_dims=[8]'",
  },
  'unfinished-run': {
    means: 'a run that did not end has nothing to compare with',
    when: 'polyhead reproduce RUN_DIR, after Ctrl-C',
  },
  'unknown-activation': {
    means: 'there is no activation of this name',
    when: 'activation_layer: Relu, given in TypeScript',
  },
  'unknown-data': { means: 'there is no data set of this name in the catalog', command: 'polyhead data check nothing' },
  'unknown-key': {
    means: 'the config, or the component, has no key of this name',
    command: 'polyhead optimizer.rate=0.1',
  },
  'unknown-metric': {
    means: 'a metric that is watched is logged by nobody',
    command:
      'polyhead +callbacks@callbacks.early_stopping=early_stopping callbacks.early_stopping.monitor=task_1/val/nothing',
  },
  'unknown-option': { means: 'the group has no option of this name', command: 'polyhead optimizer=addam' },
  'unknown-pack': {
    means: 'package.json asks for a pack of resolvers that there is not',
    files: { 'package.json': '{"polyhead": {"resolvers": ["mathh"]}}' },
    command: 'polyhead --cfg job',
  },
  'unknown-package': {
    means: 'the part of the config that is to be shown is not there',
    command: 'polyhead --cfg job --package nothing',
  },
  'unknown-pipeline': {
    means: "`pipeline` of CLArena's tree is none that is run here",
    when: 'polyhead --config-path TREE --config-name entrance pipeline=CL_MAIN_EXPR',
  },
  'unknown-resolver': {
    means: 'an interpolation calls a resolver that is neither built in nor brought by a pack or plugin',
    command: "polyhead 'seed=${nothing:1}'",
  },
  'unknown-source': { means: 'there is no data source of this name', when: 'source: mnits, in TypeScript' },
  'unknown-target': {
    means: 'the hydra node of a saved run names a component that is not known',
    when: 'polyhead reproduce RUN_DIR, without the plugin that brought its sweeper',
  },
  'unlogged-metric': {
    means: 'a metric that is watched is logged later than it is looked at, or never',
    when: 'early stopping at a metric of the validation, in a run without validation',
  },
  unreadable: { means: 'a file of the configs cannot be read', when: 'a YAML file without permission to read it' },
  'unreadable-run-file': {
    means: 'a file of a run is too large, or cannot be read or written',
    when: 'polyhead eval RUN_DIR, where run.json has 100 MiB',
  },
  'unregistered-target': {
    means: 'a `_target_` names no component that is known',
    command: 'polyhead optimizer._target_=polyhead.Addam',
  },
  'unset-variable': {
    means: 'an interpolation reads an environment variable that is not set, and gives no default',
    command: "polyhead 'seed=${oc.env:NOTHING_HERE}'",
  },
  'untrusted-plugin': {
    means: 'a saved run wants a plugin, and plugins of this folder are not trusted',
    when: 'polyhead reproduce RUN_DIR, from somebody else: polyhead trust',
  },
  'version-base': {
    means:
      'warning: Hydra 1.3 gives here what nobody asked for, and 1.4 does not; or an error: ' +
      '`version_base` is neither',
    files: { 'package.json': '{"polyhead": {"version_base": "1.2"}}' },
    command: 'polyhead --cfg job',
  },
  'unwritable-directory': {
    means: 'the directory of a run or of a new project cannot be made',
    files: { outputs: 'file' },
    command: 'polyhead experiment=single_digits hydra.run.dir=outputs/mine',
  },
  'unwritable-log': {
    means: 'the file of the log cannot be written',
    when: 'an app with hydra.job_logging.handlers.file.filename=/proc/log',
  },
  update: { means: 'a value cannot be set below a single value', when: "update(1, 'a', 2), in TypeScript" },
  usage: { means: 'a command is not used as its help says', command: 'polyhead eval' },
  'val-check-interval': {
    means: 'validation is asked for less often than an epoch has batches',
    command: 'polyhead experiment=single_digits trainer.val_check_interval=100000',
  },
  value: {
    means: 'a value given in TypeScript is nothing that a config can hold',
    when: 'instantiate({ optimizer: Symbol() })',
  },
  'weights-do-not-fit': {
    means: 'saved weights have other names or shapes than the model',
    trained: true,
    command: "polyhead eval outputs/mine 'backbone.hidden_dims=[8]'",
  },
  'wrong-format': {
    means: 'a text is not of the form that the key wants',
    when: 'a key whose schema has a pattern, with another text',
  },
  'wrong-group': {
    means: 'the component is one of another group',
    command: 'polyhead optimizer._target_=polyhead.lr_schedulers.StepLR',
  },
  'wrong-length': {
    means: 'a list, map or text is longer or shorter than it can be',
    command: "polyhead optimizer=adam 'optimizer.betas=[0.9]' --dry-run",
  },
  'wrong-logging': {
    means: 'the config of the logging has a mistake',
    when: 'an app with hydra.job_logging.root.handlers=[consle]',
  },
  'wrong-type': { means: 'a value is of another type than the key has', command: 'polyhead optimizer.lr=fast' },
  'wrong-value': {
    means: "a value of CLArena's tree is not what its data set takes",
    when: "polyhead --config-path TREE --config-name entrance pipeline=MTL_EXPR 'mtl_dataset.resize=abc'",
  },
  yaml: {
    means: 'a file is not YAML as configs have it',
    files: { 'configs/config.yaml': 'optimizer: {lr: 0.1' },
    command: 'polyhead --cfg job',
  },
} satisfies Record<string, DiagnosticMeaning>

export type DiagnosticCode = keyof typeof diagnosticCodes
