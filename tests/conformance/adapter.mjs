// One function for each kind of vector, over the built package.

export { compose } from './kinds/compose.mjs'
export { interpolation, merge, update, 'yaml-load' } from './kinds/config.mjs'
export { 'override-parse', sweep } from './kinds/override.mjs'
export { run } from './kinds/run.mjs'
