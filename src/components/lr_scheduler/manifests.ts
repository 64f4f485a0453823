import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkComposite } from './check-composite.js'
import { checkCycleMomentum } from './check-cycle-momentum.js'
import { checkLambda } from './check-lambda.js'
import { checkTotalSteps } from './check-total-steps.js'

function scheduler(
  name: string,
  option: string,
  load: () => Promise<ComponentClass>,
  check?: Manifest['check'],
): Manifest {
  return {
    target: `polyhead.lr_schedulers.${name}`,
    aliases: [`torch.optim.lr_scheduler.${name}`],
    group: 'lr_scheduler',
    option,
    schema: `lr_scheduler/${option}`,
    check,
    load,
  }
}

/** Torch's learning-rate schedulers. */
export const lrSchedulerManifests: Manifest[] = [
  scheduler('StepLR', 'step_lr', () => import('./step-lr.js').then((m) => m.StepLR)),
  scheduler('MultiStepLR', 'multi_step_lr', () => import('./multi-step-lr.js').then((m) => m.MultiStepLR)),
  scheduler('ExponentialLR', 'exponential_lr', () => import('./exponential-lr.js').then((m) => m.ExponentialLR)),
  scheduler('LambdaLR', 'lambda_lr', () => import('./lambda-lr.js').then((m) => m.LambdaLR), checkLambda),
  scheduler(
    'MultiplicativeLR',
    'multiplicative_lr',
    () => import('./multiplicative-lr.js').then((m) => m.MultiplicativeLR),
    checkLambda,
  ),
  scheduler('LinearLR', 'linear_lr', () => import('./linear-lr.js').then((m) => m.LinearLR)),
  scheduler('ConstantLR', 'constant_lr', () => import('./constant-lr.js').then((m) => m.ConstantLR)),
  scheduler('PolynomialLR', 'polynomial_lr', () => import('./polynomial-lr.js').then((m) => m.PolynomialLR)),
  scheduler('CosineAnnealingLR', 'cosine_annealing_lr', () =>
    import('./cosine-annealing-lr.js').then((m) => m.CosineAnnealingLR),
  ),
  scheduler('CosineAnnealingWarmRestarts', 'cosine_annealing_warm_restarts', () =>
    import('./cosine-annealing-warm-restarts.js').then((m) => m.CosineAnnealingWarmRestarts),
  ),
  scheduler('ReduceLROnPlateau', 'reduce_lr_on_plateau', () =>
    import('./reduce-lr-on-plateau.js').then((m) => m.ReduceLROnPlateau),
  ),
  scheduler(
    'OneCycleLR',
    'one_cycle_lr',
    () => import('./one-cycle-lr.js').then((m) => m.OneCycleLR),
    (node, path, root) => [...checkTotalSteps(node, path), ...checkCycleMomentum(node, path, root)],
  ),
  scheduler('CyclicLR', 'cyclic_lr', () => import('./cyclic-lr.js').then((m) => m.CyclicLR), checkCycleMomentum),
  scheduler(
    'ChainedScheduler',
    'chained_scheduler',
    () => import('./chained-scheduler.js').then((m) => m.ChainedScheduler),
    checkComposite,
  ),
  scheduler(
    'SequentialLR',
    'sequential_lr',
    () => import('./sequential-lr.js').then((m) => m.SequentialLR),
    checkComposite,
  ),
]
