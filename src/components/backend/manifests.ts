import type { ComponentClass, Manifest } from '../../registry/manifest.js'

function backend(name: string, load: () => Promise<ComponentClass>): Manifest {
  const option = name.toLowerCase()
  return {
    target: `polyhead.backends.${name}`,
    aliases: [],
    group: 'backend',
    option,
    schema: `backend/${option}`,
    load,
  }
}

/** What computes. */
export const backendManifests: Manifest[] = [
  backend('Auto', () => import('./auto.js').then((m) => m.Auto)),
  backend('WASM', () => import('./wasm.js').then((m) => m.WASM)),
  backend('ONNX', () => import('./onnx.js').then((m) => m.ONNX)),
  backend('Native', () => import('./native.js').then((m) => m.Native)),
  backend('WebGPU', () => import('./webgpu.js').then((m) => m.WebGPU)),
]
