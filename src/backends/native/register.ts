import { floorDiv, round, select } from './elementwise.js'
import { imageKernels } from './images.js'
import { overrideKernel } from './kernel.js'
import { add, matMul, sum } from './matrices.js'

let registered = false

/** Puts kernels of ours in the place of the package's where those refuse, err or are slow; once. */
export function registerNativeKernels(): void {
  if (registered) return
  registered = true
  for (const [name, kernel] of Object.entries(imageKernels)) overrideKernel(name, () => kernel)
  overrideKernel('BatchMatMul', matMul)
  overrideKernel('Add', add)
  overrideKernel('Sum', sum)
  overrideKernel('Select', select)
  overrideKernel('FloorDiv', floorDiv)
  overrideKernel('Round', round)
}
