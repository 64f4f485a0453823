// Generated from schemas/ by `npm run generate`. Do not edit: change a schema instead.

/**
 * One linear head per task, on shared features; class counts may differ.
 */
export interface HeadsMTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.heads.HeadsMTL' | 'clarena.heads.HeadsMTL'
  /**
   * Size of the features: the backbone's output_dim.
   */
  input_dim: number
}

/**
 * The one linear head of single-task learning.
 */
export interface HeadSTLConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.heads.HeadSTL' | 'clarena.heads.HeadSTL'
  /**
   * Size of the features: the backbone's output_dim.
   */
  input_dim: number
}

/**
 * All tasks at once, on batches of mixed tasks: loss and accuracy are the mean over the tasks present of each task's mean.
 */
export interface JointLearningConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.algorithms.JointLearning' | 'clarena.mtl_algorithms.JointLearning'
}

/**
 * One task alone: the baseline of joint learning. Needs train_tasks of one task.
 */
export interface SingleLearningConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.algorithms.SingleLearning' | 'clarena.stl_algorithms.SingleLearning'
}

/**
 * Stochastic gradient descent, with momentum where asked for, by the formula of torch.optim.SGD.
 */
export interface SGDConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.SGD' | 'torch.optim.SGD'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Share of the previous update that is kept.
   */
  momentum?: number
  /**
   * Share of the gradient that the momentum buffer leaves out.
   */
  dampening?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
   */
  nesterov?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Share of the gradient that the momentum buffer leaves out.
       */
      dampening?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
       */
      nesterov?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Share of the gradient that the momentum buffer leaves out.
       */
      dampening?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Nesterov momentum: needs a momentum above 0 and a dampening of 0.
       */
      nesterov?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Adam by the formula of torch.optim.Adam; step counts are kept for each head.
 */
export interface AdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adam' | 'torch.optim.Adam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Divide by the largest average of squares so far.
   */
  amsgrad?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
    } | null
  } | null
}

/**
 * Adam whose weight decay shrinks the weights themselves, by the formula of torch.optim.AdamW.
 */
export interface AdamWConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.AdamW' | 'torch.optim.AdamW'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * Share of each weight, times the learning rate, taken off at each step.
   */
  weight_decay?: number
  /**
   * Divide by the largest average of squares so far.
   */
  amsgrad?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Share of each weight, times the learning rate, taken off at each step.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Share of each weight, times the learning rate, taken off at each step.
       */
      weight_decay?: number | null
      /**
       * Divide by the largest average of squares so far.
       */
      amsgrad?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * RMSprop by the formula of torch.optim.RMSprop.
 */
export interface RMSpropConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.RMSprop' | 'torch.optim.RMSprop'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running average of squared gradients.
   */
  alpha?: number
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Share of the previous update that is kept.
   */
  momentum?: number
  /**
   * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
   */
  centered?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of squared gradients.
       */
      alpha?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
       */
      centered?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of squared gradients.
       */
      alpha?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Share of the previous update that is kept.
       */
      momentum?: number | null
      /**
       * Divide by an estimate of the standard deviation: the squared average of the gradient is subtracted.
       */
      centered?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Adagrad by the formula of torch.optim.Adagrad.
 */
export interface AdagradConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adagrad' | 'torch.optim.Adagrad'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * The learning rate is divided by 1 + lr_decay · (step − 1).
   */
  lr_decay?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * What the sum of squared gradients starts from.
   */
  initial_accumulator_value?: number
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for its fused kernels: without effect here.
   */
  fused?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * The learning rate is divided by 1 + lr_decay · (step − 1).
       */
      lr_decay?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * What the sum of squared gradients starts from.
       */
      initial_accumulator_value?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * The learning rate is divided by 1 + lr_decay · (step − 1).
       */
      lr_decay?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * What the sum of squared gradients starts from.
       */
      initial_accumulator_value?: number | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Adadelta by the formula of torch.optim.Adadelta.
 */
export interface AdadeltaConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adadelta' | 'torch.optim.Adadelta'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of squared gradients and squared updates.
   */
  rho?: number
  /**
   * Added to both averages before their square roots.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of squared gradients and squared updates.
       */
      rho?: number | null
      /**
       * Added to both averages before their square roots.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of squared gradients and squared updates.
       */
      rho?: number | null
      /**
       * Added to both averages before their square roots.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Adamax, Adam with the infinity norm, by the formula of torch.optim.Adamax.
 */
export interface AdamaxConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Adamax' | 'torch.optim.Adamax'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running average of the gradient, and of its largest absolute value.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the gradient's absolute value, so that the norm is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of the gradient, and of its largest absolute value.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the gradient's absolute value, so that the norm is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running average of the gradient, and of its largest absolute value.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the gradient's absolute value, so that the norm is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * NAdam, Adam with Nesterov momentum, by the formula of torch.optim.NAdam.
 */
export interface NAdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.NAdam' | 'torch.optim.NAdam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * How fast the momentum warms up to the first of the betas.
   */
  momentum_decay?: number
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * How fast the momentum warms up to the first of the betas.
       */
      momentum_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * How fast the momentum warms up to the first of the betas.
       */
      momentum_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * RAdam, Adam whose first steps are rectified, by the formula of torch.optim.RAdam.
 */
export interface RAdamConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.RAdam' | 'torch.optim.RAdam'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the running averages of the gradient and of its square.
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, so that it is never zero.
   */
  eps?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
   */
  decoupled_weight_decay?: boolean
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the running averages of the gradient and of its square.
       *
       * @minItems 2
       * @maxItems 2
       */
      betas?: [number, number] | null
      /**
       * Added to the denominator, so that it is never zero.
       */
      eps?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Shrink the weights themselves, as AdamW does, instead of adding an L2 penalty to the gradient.
       */
      decoupled_weight_decay?: boolean | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Averaged stochastic gradient descent by the formula of torch.optim.ASGD; the average is kept in the state.
 */
export interface ASGDConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.ASGD' | 'torch.optim.ASGD'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Decay of the weights.
   */
  lambd?: number
  /**
   * Power of the learning rate's decay.
   */
  alpha?: number
  /**
   * The step from which weights are averaged.
   */
  t0?: number
  /**
   * L2 penalty: this share of each weight is added to its gradient.
   */
  weight_decay?: number
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the weights.
       */
      lambd?: number | null
      /**
       * Power of the learning rate's decay.
       */
      alpha?: number | null
      /**
       * The step from which weights are averaged.
       */
      t0?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Decay of the weights.
       */
      lambd?: number | null
      /**
       * Power of the learning rate's decay.
       */
      alpha?: number | null
      /**
       * The step from which weights are averaged.
       */
      t0?: number | null
      /**
       * L2 penalty: this share of each weight is added to its gradient.
       */
      weight_decay?: number | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * Resilient propagation, by the formula of torch.optim.Rprop: for full batches.
 */
export interface RpropConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.optimizers.Rprop' | 'torch.optim.Rprop'
  /**
   * Learning rate.
   */
  lr?: number
  /**
   * Factors of a step size after a change of sign, and without one.
   *
   * @minItems 2
   * @maxItems 2
   */
  etas?: [number, number]
  /**
   * Smallest and largest step size.
   *
   * @minItems 2
   * @maxItems 2
   */
  step_sizes?: [number, number]
  /**
   * Climb the objective instead of descending.
   */
  maximize?: boolean
  /**
   * Torch's switch for CUDA graphs: without effect here.
   */
  capturable?: false | null
  /**
   * Torch's switch for updating many tensors at once: without effect here.
   */
  foreach?: false | null
  /**
   * Torch's switch for gradients through the step: not supported.
   */
  differentiable?: false | null
  /**
   * Hyperparameters of their own for parts of the model.
   */
  param_groups?: {
    /**
     * Of the backbone; what is left out or null is the optimizer's own.
     */
    backbone?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Factors of a step size after a change of sign, and without one.
       *
       * @minItems 2
       * @maxItems 2
       */
      etas?: [number, number] | null
      /**
       * Smallest and largest step size.
       *
       * @minItems 2
       * @maxItems 2
       */
      step_sizes?: [number, number] | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
    /**
     * Of the heads; what is left out or null is the optimizer's own.
     */
    heads?: {
      /**
       * Learning rate.
       */
      lr?: number | null
      /**
       * Factors of a step size after a change of sign, and without one.
       *
       * @minItems 2
       * @maxItems 2
       */
      etas?: [number, number] | null
      /**
       * Smallest and largest step size.
       *
       * @minItems 2
       * @maxItems 2
       */
      step_sizes?: [number, number] | null
      /**
       * Climb the objective instead of descending.
       */
      maximize?: boolean | null
    } | null
  } | null
}

/**
 * The share of rows whose class is predicted right, per task and averaged over tasks.
 */
export interface AccuracyConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.Accuracy' | 'clarena.metrics.MTLAccuracy' | 'clarena.metrics.STLAccuracy'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  test_acc_csv_name?: string
}

/**
 * The cross-entropy, per task and averaged over tasks.
 */
export interface LossConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.metrics.Loss' | 'clarena.metrics.MTLLoss' | 'clarena.metrics.STLLoss'
  /**
   * Folder of the file of test results; null writes none.
   */
  save_dir?: string | null
  /**
   * Name of that file.
   */
  test_loss_cls_csv_name?: string
}

/**
 * How far the epoch is: a bar on a terminal, and a line in the log at the end of each epoch.
 */
export interface ProgressBarConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.ProgressBar'
    | 'lightning.pytorch.callbacks.RichProgressBar'
    | 'pytorch_lightning.callbacks.RichProgressBar'
    | 'lightning.pytorch.callbacks.TQDMProgressBar'
    | 'pytorch_lightning.callbacks.TQDMProgressBar'
  /**
   * Batches between two refreshes of the bar.
   */
  refresh_rate?: number
  /**
   * Keep each epoch's bar on the screen.
   */
  leave?: boolean
}

/**
 * Logs learning rates, as lr-SGD and so on.
 */
export interface LearningRateMonitorConfig {
  /**
   * The component to create.
   */
  _target_:
    | 'polyhead.callbacks.LearningRateMonitor'
    | 'lightning.pytorch.callbacks.LearningRateMonitor'
    | 'pytorch_lightning.callbacks.LearningRateMonitor'
  /**
   * When to log; null: when the scheduler steps.
   */
  logging_interval?: 'step' | 'epoch' | null
  /**
   * Also log momentum (of Adam and its kin, the first beta).
   */
  log_momentum?: boolean
  /**
   * Also log weight decay.
   */
  log_weight_decay?: boolean
}

/**
 * Metrics as a CSV table, as Lightning's CSVLogger writes it.
 */
export interface CSVLoggerConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.loggers.CSVLogger' | 'lightning.pytorch.loggers.CSVLogger' | 'pytorch_lightning.loggers.CSVLogger'
  /**
   * Folder of the file.
   */
  save_dir: string
  /**
   * Name of the file.
   */
  file_name?: string
  /**
   * Put before each metric's name, with a hyphen.
   */
  prefix?: string | null
  /**
   * Rows kept in memory before they are written.
   */
  flush_logs_every_n_steps?: number
  /**
   * Lightning's folder inside save_dir: the run directory does this here. Without effect.
   */
  name?: string | null
  /**
   * Lightning's folder inside name: the run directory does this here. Without effect.
   */
  version?: string | number | null
}

/**
 * Metrics as JSON, one object a line.
 */
export interface JSONLinesLoggerConfig {
  /**
   * The component to create.
   */
  _target_: 'polyhead.loggers.JSONLinesLogger'
  /**
   * Folder of the file.
   */
  save_dir: string
  /**
   * Name of the file.
   */
  file_name?: string
  /**
   * Rows kept in memory before they are written.
   */
  flush_logs_every_n_steps?: number
}

/**
 * The training loop, with the options of Lightning's trainer.
 */
export interface TrainerConfig {
  /**
   * The component to create.
   */
  _target_:
    'polyhead.trainers.Trainer' | 'lightning.Trainer' | 'lightning.pytorch.Trainer' | 'pytorch_lightning.Trainer'
  /**
   * Epochs to train; -1 for no limit; null for 1000, or no limit where max_steps is set.
   */
  max_epochs?: number | null
  /**
   * Optimizer steps to train; -1 for no limit.
   */
  max_steps?: number
  /**
   * Training batches of an epoch: an integer counts them, a float takes that share of them.
   */
  limit_train_batches?: number | null
  /**
   * Validation batches of each task: an integer counts them, a float takes that share of them; 0 does without validation.
   */
  limit_val_batches?: number | null
  /**
   * Test batches of each task: an integer counts them, a float takes that share of them.
   */
  limit_test_batches?: number | null
  /**
   * When to validate: after so many training batches (an integer), or after that share of an epoch (a float).
   */
  val_check_interval?: number | null
  /**
   * Validate in every n-th epoch; null: val_check_interval counts batches across epochs.
   */
  check_val_every_n_epoch?: number | null
  /**
   * Validation batches of each task to try before training; -1 for all.
   */
  num_sanity_val_steps?: number
  /**
   * Steps between two rows of training metrics; 0 for none.
   */
  log_every_n_steps?: number
  /**
   * Largest norm (or value) of the gradients; null does not clip.
   */
  gradient_clip_val?: number | null
  /**
   * Clip by the norm of all gradients together, or value by value; null is norm.
   */
  gradient_clip_algorithm?: 'norm' | 'value' | null
  /**
   * Batches whose gradients are added up for one optimizer step.
   */
  accumulate_grad_batches?: number
  /**
   * Try everything on one batch (or n batches) of each kind, without loggers and checkpoints.
   */
  fast_dev_run?: boolean | number
  /**
   * Same seed, same weights, bit for bit. Every backend's kernels are deterministic for a given number of threads.
   */
  deterministic?: boolean | null
  /**
   * Show how far training is.
   */
  enable_progress_bar?: boolean | null
  /**
   * Lightning's choice of device: the group backend chooses here. Without effect.
   */
  accelerator?: string | null
  /**
   * Lightning's number of devices: one here. Without effect.
   */
  devices?: number | string | null
  /**
   * Lightning's output folder: the run directory here. Without effect.
   */
  default_root_dir?: string | null
  /**
   * Lightning's switch for the summary: the callback model_summary here. Without effect.
   */
  enable_model_summary?: boolean | null
  /**
   * Lightning's switch for checkpoints: the callback model_checkpoint here. Without effect.
   */
  enable_checkpointing?: boolean | null
}

export type AnyHeadsConfig = HeadsMTLConfig | HeadSTLConfig

export type AnyAlgorithmConfig = JointLearningConfig | SingleLearningConfig

export type AnyOptimizerConfig = SGDConfig | AdamConfig | AdamWConfig | RMSpropConfig | AdagradConfig | AdadeltaConfig | AdamaxConfig | NAdamConfig | RAdamConfig | ASGDConfig | RpropConfig

export type AnyMetricsConfig = AccuracyConfig | LossConfig

export type AnyCallbacksConfig = ProgressBarConfig | LearningRateMonitorConfig

export type AnyLoggersConfig = CSVLoggerConfig | JSONLinesLoggerConfig

export type AnyTrainerConfig = TrainerConfig

/**
 * The whole config of a run. Each group's node is checked by the schema of the component that its _target_ names.
 */
export interface PolyheadConfig {
  /**
   * Seed of the run's random numbers; null draws one and saves it.
   */
  seed?: number | null
  /**
   * n for the tasks 1 … n, or a list of tasks of the dataset.
   */
  train_tasks: number | [number, ...number[]]
  /**
   * n for the tasks 1 … n, or a list of tasks; each among those trained.
   */
  eval_tasks: number | [number, ...number[]]
  /**
   * Values of your own, for interpolations such as ${vars.width}.
   */
  vars?: {
    [k: string]: unknown
  } | null
  /**
   * What this experiment gave when it was written: reproduced runs can be held against it.
   */
  expected?: {
    [k: string]: unknown
  } | null
  /**
   * Where tensors are computed.
   */
  backend: {
    [k: string]: unknown
  }
  /**
   * The tasks and their data.
   */
  dataset: {
    [k: string]: unknown
  }
  /**
   * The network that all tasks share.
   */
  backbone: {
    [k: string]: unknown
  }
  /**
   * One output layer per task.
   */
  heads: AnyHeadsConfig
  /**
   * How tasks are learned together.
   */
  algorithm: AnyAlgorithmConfig
  /**
   * How gradients change the weights.
   */
  optimizer: AnyOptimizerConfig
  /**
   * How the learning rate changes over epochs or steps; null leaves it as it is.
   */
  lr_scheduler?: {
    [k: string]: unknown
  } | null
  /**
   * The training loop.
   */
  trainer: AnyTrainerConfig
  /**
   * Metrics by name.
   */
  metrics?: {
    /**
     * Whose figures to compute: null for row-weighted means, clarena for the figures of CLArena.
     */
    compat?: null | 'clarena'
    [k: string]: AnyMetricsConfig | null | 'clarena' | undefined
  } | null
  /**
   * Callbacks by name; null switches one off.
   */
  callbacks?: {
    [k: string]: AnyCallbacksConfig | null
  } | null
  /**
   * Loggers by name; null switches one off.
   */
  loggers?: {
    [k: string]: AnyLoggersConfig | null
  } | null
}
