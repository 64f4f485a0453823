import { AlignedMTL } from '../../src/components/weighting/aligned-mtl.js'
import { CAGrad } from '../../src/components/weighting/cagrad.js'
import { ConFIG } from '../../src/components/weighting/conflict-free.js'
import { DualProj } from '../../src/components/weighting/dual-proj.js'
import { FairGrad } from '../../src/components/weighting/fairgrad.js'
import { IMTLG } from '../../src/components/weighting/imtl-g.js'
import { MeanGradient } from '../../src/components/weighting/mean-gradient.js'
import { MGDA } from '../../src/components/weighting/mgda.js'
import { NashMTL } from '../../src/components/weighting/nash-mtl.js'
import { PCGrad } from '../../src/components/weighting/pcgrad.js'
import { UPGrad } from '../../src/components/weighting/upgrad.js'
import type { GradientWeighting } from '../../src/nn/weighting.js'

/** The aggregator that the vectors call `method`, with its settings: `cagrad_c0.5`, `fairgrad_2`, `nash_mtl_norm1`. */
export function aggregator(method: string): GradientWeighting {
  const number = Number(/[\d.]+$/.exec(method)?.[0])
  if (method === 'mean') return new MeanGradient()
  if (method === 'pcgrad') return new PCGrad()
  if (method === 'mgda') return new MGDA()
  if (method.startsWith('cagrad')) return new CAGrad({ c: number, rescale: 0 })
  if (method === 'imtl_g') return new IMTLG()
  if (method === 'config') return new ConFIG()
  if (method === 'aligned_mtl_min') return new AlignedMTL()
  if (method === 'upgrad') return new UPGrad()
  if (method === 'dualproj') return new DualProj()
  if (method.startsWith('fairgrad')) return new FairGrad({ alpha: number })
  if (method === 'nash_mtl') return new NashMTL({ max_norm: 0 })
  if (method.startsWith('nash_mtl_norm')) return new NashMTL({ max_norm: number })
  throw new Error(`no aggregator is called ${method}`)
}
