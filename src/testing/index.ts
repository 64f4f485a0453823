/** The entry `polyhead/testing`: what a component of a group must hold, as checks for any test runner. */
export { type BackboneCheckOptions, backboneChecks } from './backbone-checks.js'
export type { Check } from './check.js'
export { datasetChecks } from './dataset-checks.js'
export { type LoggerCheckOptions, loggerChecks } from './logger-checks.js'
export { type OptimizerCheckOptions, optimizerChecks } from './optimizer-checks.js'
export { type SchedulerCheckOptions, schedulerChecks } from './scheduler-checks.js'
