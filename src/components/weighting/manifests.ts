import type { ComponentClass, Manifest } from '../../registry/manifest.js'

function weighting(
  name: string,
  option: string,
  aliases: readonly string[],
  positional: readonly string[],
  load: () => Promise<ComponentClass>,
): Manifest {
  return {
    target: `polyhead.weightings.${name}`,
    aliases,
    group: 'weighting',
    option,
    schema: `weighting/${option}`,
    positional: positional.length > 0 ? positional : undefined,
    load,
  }
}

/** How tasks are weighed against each other. An alias is of a class that computes the same. */
export const weightingManifests: Manifest[] = [
  weighting('Mean', 'mean', ['torchjd.scalarization.Mean'], [], () => import('./mean.js').then((m) => m.Mean)),
  weighting(
    'Static',
    'static',
    ['LibMTL.weighting.EW', 'torchjd.aggregation.Sum', 'torchjd.scalarization.Constant', 'torchjd.scalarization.Sum'],
    ['weights'],
    () => import('./static.js').then((m) => m.Static),
  ),
  weighting('Uncertainty', 'uncertainty', ['LibMTL.weighting.UW', 'torchjd.scalarization.UW'], [], () =>
    import('./uncertainty.js').then((m) => m.Uncertainty),
  ),
  weighting('DWA', 'dwa', ['LibMTL.weighting.DWA', 'torchjd.scalarization.DWA'], ['temperature'], () =>
    import('./dwa.js').then((m) => m.DWA),
  ),
  weighting('RLW', 'rlw', ['LibMTL.weighting.RLW', 'torchjd.scalarization.Random'], [], () =>
    import('./rlw.js').then((m) => m.RLW),
  ),
  weighting(
    'GeometricMean',
    'geometric_mean',
    ['LibMTL.weighting.GLS', 'torchjd.scalarization.GeometricMean'],
    [],
    () => import('./geometric-mean.js').then((m) => m.GeometricMean),
  ),
  weighting('IMTLL', 'imtl_l', ['torchjd.scalarization.IMTLL'], [], () => import('./imtl-l.js').then((m) => m.IMTLL)),
  weighting('STCH', 'stch', ['LibMTL.weighting.STCH', 'torchjd.scalarization.STCH'], ['mu'], () =>
    import('./stch.js').then((m) => m.STCH),
  ),
  weighting('FAMO', 'famo', ['LibMTL.weighting.FAMO', 'torchjd.scalarization.FAMO'], [], () =>
    import('./famo.js').then((m) => m.FAMO),
  ),
  weighting('GradNorm', 'gradnorm', ['LibMTL.weighting.GradNorm'], ['alpha'], () =>
    import('./gradnorm.js').then((m) => m.GradNorm),
  ),
  weighting('MeanGradient', 'mean_gradient', ['torchjd.aggregation.Mean'], [], () =>
    import('./mean-gradient.js').then((m) => m.MeanGradient),
  ),
  weighting('PCGrad', 'pcgrad', ['LibMTL.weighting.PCGrad', 'torchjd.aggregation.PCGrad'], [], () =>
    import('./pcgrad.js').then((m) => m.PCGrad),
  ),
  weighting('GradVac', 'gradvac', ['LibMTL.weighting.GradVac', 'torchjd.aggregation.GradVac'], ['beta'], () =>
    import('./gradvac.js').then((m) => m.GradVac),
  ),
  weighting('GradDrop', 'graddrop', ['LibMTL.weighting.GradDrop', 'torchjd.aggregation.GradDrop'], [], () =>
    import('./graddrop.js').then((m) => m.GradDrop),
  ),
  weighting('MGDA', 'mgda', ['LibMTL.weighting.MGDA', 'torchjd.aggregation.MGDA'], [], () =>
    import('./mgda.js').then((m) => m.MGDA),
  ),
  weighting('CAGrad', 'cagrad', ['LibMTL.weighting.CAGrad', 'torchjd.aggregation.CAGrad'], ['c'], () =>
    import('./cagrad.js').then((m) => m.CAGrad),
  ),
  weighting('IMTLG', 'imtl_g', ['torchjd.aggregation.IMTLG'], [], () => import('./imtl-g.js').then((m) => m.IMTLG)),
  weighting('NashMTL', 'nash_mtl', ['LibMTL.weighting.Nash_MTL', 'torchjd.aggregation.NashMTL'], [], () =>
    import('./nash-mtl.js').then((m) => m.NashMTL),
  ),
  weighting('FairGrad', 'fairgrad', ['LibMTL.weighting.FairGrad', 'torchjd.aggregation.FairGrad'], ['alpha'], () =>
    import('./fairgrad.js').then((m) => m.FairGrad),
  ),
  weighting(
    'AlignedMTL',
    'aligned_mtl',
    ['LibMTL.weighting.Aligned_MTL', 'torchjd.aggregation.AlignedMTL'],
    ['preference'],
    () => import('./aligned-mtl.js').then((m) => m.AlignedMTL),
  ),
  weighting('UPGrad', 'upgrad', ['torchjd.aggregation.UPGrad'], ['preference'], () =>
    import('./upgrad.js').then((m) => m.UPGrad),
  ),
  weighting('DualProj', 'dual_proj', ['torchjd.aggregation.DualProj'], ['preference'], () =>
    import('./dual-proj.js').then((m) => m.DualProj),
  ),
  weighting('ConFIG', 'conflict_free', ['torchjd.aggregation.ConFIG'], [], () =>
    import('./conflict-free.js').then((m) => m.ConFIG),
  ),
]
