import type { Manifest } from '../registry/manifest.js'
import { createRegistry, type Registry } from '../registry/registry.js'
import { algorithmManifests } from './algorithm/manifests.js'
import { backboneManifests } from './backbone/manifests.js'
import { backendManifests } from './backend/manifests.js'
import { callbacksManifests } from './callbacks/manifests.js'
import { datasetManifests } from './dataset/manifests.js'
import { headsManifests } from './heads/manifests.js'
import { loggersManifests } from './loggers/manifests.js'
import { lrSchedulerManifests } from './lr_scheduler/manifests.js'
import { metricsManifests } from './metrics/manifests.js'
import { optimizerManifests } from './optimizer/manifests.js'
import { trainerManifests } from './trainer/manifests.js'
import { weightingManifests } from './weighting/manifests.js'

/** Every component that ships with polyhead, group by group. */
export const builtinManifests: readonly Manifest[] = [
  ...backendManifests,
  ...datasetManifests,
  ...backboneManifests,
  ...headsManifests,
  ...algorithmManifests,
  ...weightingManifests,
  ...optimizerManifests,
  ...lrSchedulerManifests,
  ...metricsManifests,
  ...callbacksManifests,
  ...loggersManifests,
  ...trainerManifests,
]

/** The registry of what ships with polyhead; plugins are added by `builtinRegistry.with(manifests)`. */
export const builtinRegistry: Registry = createRegistry(builtinManifests)
