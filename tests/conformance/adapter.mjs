// One function for each kind of vector, over the built package.
import { yamlLoad } from './kinds/config.mjs'
import { overrideParse } from './kinds/override.mjs'

export { compose } from './kinds/compose.mjs'
export { interpolation, merge, update } from './kinds/config.mjs'
export { sweep } from './kinds/override.mjs'
export { run } from './kinds/run.mjs'
export { overrideParse as 'override-parse', yamlLoad as 'yaml-load' }
