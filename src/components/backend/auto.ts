import type { Backend, BackendInfo } from '../../backends/backend.js'
import {
  bindingName,
  getNativeOnCuda,
  nativeOnCuda,
  nativePackage,
  nativeProblem,
  operationsVariable,
} from '../../backends/find-native.js'
import { onnxProblem } from '../../backends/find-onnx.js'
import { keepSpeeds, measuredSpeeds, type Speeds } from '../../backends/measured-speeds.js'
import { onnxPackage } from '../../backends/onnx/engine.js'
import type { ModelKind } from '../../backends/proxy-step.js'
import { ConfigError } from '../../util/diagnostic.js'
import { installedVersion } from '../../util/version.js'
import { GPU_NAMES } from '../trainer/lightning-keys.js'
import type { BackendParams } from './backend-params.js'
import type { NativeParams } from './native.js'

interface Candidate {
  name: string
  problem(): string | undefined
  /** What its speed depends on. */
  version(params: AutoParams): string
  start(params: AutoParams): Promise<BackendInfo>
}

export interface AutoParams extends BackendParams {
  /** The trainer's: a graphics processor, the CPU, or null, which leaves it to the backend. */
  accelerator?: string | null
}

/** Each is faster than WebAssembly, whatever the model; which is the fastest depends on that and on the machine. */
const candidates: readonly Candidate[] = [
  {
    name: 'onnx',
    problem: onnxProblem,
    version: () => installedVersion(onnxPackage) ?? '',
    start: async (params) => (await import('../../backends/start-onnx.js')).startOnnx(params),
  },
  {
    name: 'native',
    problem: nativeProblem,
    version: (params) => {
      const card = nativeOnCuda() && !isOnCpu(params) ? ` ${process.env.CUDA_VISIBLE_DEVICES ?? 'cuda'}` : ''
      const own = process.env[operationsVariable] ?? 'own'
      return `${installedVersion(nativePackage) ?? ''} ${bindingName} ${own}${card}`
    },
    start: (params) => startNative({ ...params, gpu: isOnCpu(params) ? false : null }),
  },
]

/** It brings much that is loaded only where it is wanted. */
async function startNative(params: NativeParams): Promise<BackendInfo> {
  return (await import('../../backends/start-native.js')).startNative(params)
}

function isOnCpu({ accelerator }: AutoParams): boolean {
  return accelerator?.toLowerCase() === 'cpu'
}

/** So long each backend is timed, in ms. */
const PATIENCE = 200

/**
 * The fastest backend that is installed and loads. Where there are several beside WebAssembly, a few training steps on
 * each of them decide, once for each machine, version and kind of model: the user's cache keeps what was measured. With
 * the trainer's accelerator a graphics processor comes first, where one can be used: by CUDA, else by WebGPU.
 */
export class Auto implements Backend {
  constructor(readonly params: AutoParams = {}) {}

  async start(kind: ModelKind = 'dense'): Promise<BackendInfo> {
    if (!GPU_NAMES.includes(this.params.accelerator?.toLowerCase() ?? '')) return await this.#startCpu(kind)
    const onCuda = nativeOnCuda() ? await attempt(() => startNative({ ...this.params, gpu: true })) : undefined
    if (onCuda) return onCuda
    const { startWebgpu } = await import('../../backends/start-webgpu.js')
    try {
      return await startWebgpu()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const why = error.diagnostics.map(({ message }) => message).join('; ')
      const get = nativeOnCuda() ? undefined : getNativeOnCuda
      const way = get === undefined ? '' : `; for one of NVIDIA's cards: ${get}`
      const lacks = `trainer.accelerator=${this.params.accelerator} finds no graphics processor to use (${why})${way}`
      return { ...(await this.#startCpu(kind)), lacks }
    }
  }

  async #startCpu(kind: ModelKind): Promise<BackendInfo> {
    const there = candidates.filter(({ problem }) => problem() === undefined)
    const speeds = there.length > 1 ? await this.#speeds(there, kind) : undefined
    const order = [...there].sort((a, b) => (speeds?.[b.name] ?? 0) - (speeds?.[a.name] ?? 0))
    for (const { start } of order) {
      const info = await attempt(() => start(this.params))
      if (info) return speeds ? { ...info, chosen: textOf(kind, speeds) } : info
    }
    const { startWasm } = await import('../../backends/start-wasm.js')
    return await startWasm()
  }

  async #speeds(there: readonly Candidate[], kind: ModelKind): Promise<Speeds> {
    const versions = Object.fromEntries(there.map(({ name, version }) => [name, version(this.params)]))
    const circumstances = { kind, threads: this.params.threads ?? null, versions }
    const known = measuredSpeeds(circumstances)
    if (known) return known
    const { stepRate } = await import('../../backends/proxy-step.js')
    const speeds: Record<string, number> = {}
    for (const { name, start } of there) {
      if (await attempt(() => start(this.params))) speeds[name] = stepRate(kind, PATIENCE)
    }
    keepSpeeds(circumstances, speeds)
    return speeds
  }
}

/** Undefined where it is installed and does not load all the same. */
async function attempt(start: () => Promise<BackendInfo>): Promise<BackendInfo | undefined> {
  try {
    return await start()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return undefined
  }
}

function textOf(kind: ModelKind, speeds: Speeds): string {
  const rates = Object.entries(speeds).map(([name, rate]) => `${name} ${rate}`)
  return `fastest for ${kind === 'dense' ? 'products of matrices' : 'images'}, in steps/s: ${rates.join(', ')}`
}
