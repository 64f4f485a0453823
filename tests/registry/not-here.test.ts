import { expect, test } from 'vitest'
import { notHereText } from '../../src/registry/not-here.js'

test.each([
  ['lightning.pytorch.callbacks.GradientAccumulationScheduler', 'trainer.accumulate_grad_batches'],
  ['pytorch_lightning.callbacks.stochastic_weight_avg.StochasticWeightAveraging', 'ModelCheckpoint'],
  ['lightning.pytorch.callbacks.EMAWeightAveraging', 'ModelCheckpoint'],
  ['lightning.pytorch.callbacks.LearningRateFinder', '-m optimizer.lr='],
  ['lightning.pytorch.callbacks.LambdaCallback', 'a callback of a plugin'],
])("%s is Lightning's, and what comes nearest is told", (target, nearest) => {
  expect(notHereText(target)).toContain(`'${target}' is known to Lightning, not here: nearest is`)
  expect(notHereText(target)).toContain(nearest)
})

test.each([
  ['torchmetrics.MeanSquaredError', "'squared: false'"],
  ['torchmetrics.classification.ConfusionMatrix', "'task: multiclass' or 'task: binary'"],
  ['torchmetrics.Accuracy', "as a metric alone: 'metrics: {NAME: {_target_: …}}'"],
])('%s is here under a condition, which is told: the name itself is no slip', (target, condition) => {
  expect(notHereText(target)).toContain(`'${target}' is known here`)
  expect(notHereText(target)).toContain(condition)
})

test.each(['torch.nn.Dropout', 'torch.nn.modules.activation.GELU', 'torch.nn.Parameter'])(
  "%s is PyTorch's, and no backbone is like it",
  (target) => expect(notHereText(target)).toBe(`'${target}' is known to PyTorch, not here`),
)

test.each(['lightning.pytorch.callbacks.ModelCheckpoint', 'mine.LambdaCallback'])('%s is none of these', (target) => {
  expect(notHereText(target)).toBeUndefined()
})

test.each([
  ['torch.optim.Adafactor', 'PyTorch', 'AdamW'],
  ['torch.optim._muon.Muon', 'PyTorch', 'AdamW'],
  ['torch.optim.lbfgs.LBFGS', 'PyTorch', 'Adam'],
  ['torch.optim.sparse_adam.SparseAdam', 'PyTorch', 'Adam'],
  ['torch.optim.swa_utils.SWALR', 'PyTorch', 'LinearLR'],
  ['torch.optim.lr_scheduler.LRScheduler', 'PyTorch', 'a scheduler of a plugin'],
  ['transformers.get_cosine_schedule_with_warmup', 'Transformers', 'SequentialLR'],
  ['transformers.optimization.get_constant_schedule', 'Transformers', 'SequentialLR'],
  ['torch.nn.Sequential', 'PyTorch', 'polyhead.backbones.MLP'],
  ['torch.nn.modules.linear.Linear', 'PyTorch', 'polyhead.backbones.MLP'],
  ['torchvision.models.resnet.resnet50', 'torchvision', 'ResNet18'],
  ['lightning.pytorch.plugins.environments.SLURMEnvironment', 'Lightning', 'to leave it out'],
])('%s is known to be of %s', (target, of, nearest) => {
  expect(notHereText(target)).toContain(`'${target}' is known to ${of}, not here: nearest is`)
  expect(notHereText(target)).toContain(nearest)
})

test.each(['torch.optim.AdamW', 'torch.optim.Adma', 'torchvision.models.vgg16'])('%s is left to others', (target) => {
  expect(notHereText(target)).toBeUndefined()
})
