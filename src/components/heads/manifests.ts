import type { Manifest } from '../../registry/manifest.js'
import { checkHeads } from './check-heads.js'

/** What turns features into logits. */
export const headsManifests: Manifest[] = [
  {
    target: 'polyhead.heads.HeadsMTL',
    aliases: ['clarena.heads.HeadsMTL'],
    group: 'heads',
    option: 'heads_mtl',
    schema: 'heads/heads_mtl',
    positional: ['input_dim'],
    check: checkHeads,
    load: () => import('./heads-mtl.js').then((m) => m.HeadsMTL),
  },
  {
    target: 'polyhead.heads.HeadSTL',
    aliases: ['clarena.heads.HeadSTL'],
    group: 'heads',
    option: 'head_stl',
    schema: 'heads/head_stl',
    positional: ['input_dim'],
    check: checkHeads,
    load: () => import('./head-stl.js').then((m) => m.HeadSTL),
  },
]
