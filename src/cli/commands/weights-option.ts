import type { ValueOption } from '../arguments/option.js'

/** Which of a run's weights a command takes. */
export const weightsOption = {
  type: 'text',
  name: 'WHICH',
  choices: ['best', 'final'],
  about: 'which weights',
  otherwise: 'the best, where they were saved, else the final ones',
} as const satisfies ValueOption
