import { spawnSync } from 'node:child_process'
import { basename, dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { BackendInfo } from '../backends/backend.js'
import { getNative, nativeProblem } from '../backends/find-native.js'
import { onnxProblem, onnxVersion } from '../backends/find-onnx.js'
import { getWebgpu, webgpuProblem } from '../backends/find-webgpu.js'
import { onnxPackage } from '../backends/onnx/engine.js'
import { type ModelKind, stepRate } from '../backends/proxy-step.js'
import { ConfigError } from '../util/diagnostic.js'
import { ownCommand } from '../util/own-command.js'
import { packageRoot } from '../util/package-root.js'
import { tell } from '../util/terminal.js'

/** How a backend is, for `polyhead doctor`. */
export interface BackendState {
  /** As in `backend=onnx`. */
  backend: string
  /** Why it cannot be used; null: it can. */
  problem: string | null
  /** What to type to get it. */
  get: string | null
  version: string | null
  threads: number | null
  /** Whether it computes on a graphics card. */
  gpu: boolean
  /** Of a product of matrices; null where it cannot be used, or is not timed. */
  gflops: number | null
  /** Training steps of two small networks; null where it cannot be used, or is not timed. */
  stepsPerSecond: Record<ModelKind, number> | null
}

interface Candidate {
  backend: string
  problem(): string | undefined
  get: string | null
  start(): Promise<BackendInfo>
  /** It is not timed: what it computed is not to be had at once. */
  untimed?: true
}

/** Fastest first, as far as that is known beforehand; at last what takes the process over as it starts. */
const candidates: readonly Candidate[] = [
  {
    backend: 'onnx',
    problem: onnxProblem,
    get: `${ownCommand()} doctor --install onnx`,
    start: async () => (await import('../backends/start-onnx.js')).startOnnx(),
  },
  {
    backend: 'native',
    problem: nativeProblem,
    get: getNative,
    start: async () => (await import('../backends/start-native.js')).startNative(),
  },
  {
    backend: 'wasm',
    problem: () => undefined,
    get: null,
    start: async () => (await import('../backends/start-wasm.js')).startWasm(),
  },
  {
    backend: 'webgpu',
    problem: webgpuProblem,
    get: getWebgpu,
    start: async () => (await import('../backends/start-webgpu.js')).startWebgpu(),
    untimed: true,
  },
]

/** Rows and columns of the matrices that are multiplied. */
const SIDE = 384

/** So long each backend is timed, in ms. */
const PATIENCE = 200

export async function backendStates(): Promise<BackendState[]> {
  const states: BackendState[] = []
  for (const candidate of candidates) states.push(await stateOf(candidate))
  return states
}

async function stateOf({ backend, problem, get, start, untimed }: Candidate): Promise<BackendState> {
  const none = { backend, get, version: null, threads: null, gpu: false, gflops: null, stepsPerSecond: null }
  const found = problem()
  if (found !== undefined) return { ...none, problem: found }
  try {
    const { version, threads, gpu: asked } = await start()
    const gpu = untimed === true || asked === true
    if (untimed) return { ...none, problem: null, get: null, version, threads, gpu }
    const stepsPerSecond = { dense: stepRate('dense', PATIENCE), images: stepRate('images', PATIENCE) }
    return { backend, problem: null, get: null, version, threads, gpu, gflops: speed(), stepsPerSecond }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { ...none, get: null, problem: error.diagnostics[0]?.message ?? error.message }
  }
}

/** 10⁹ operations a second, at best. */
function speed(): number {
  const [a, b] = [tf.fill<tf.Rank.R2>([SIDE, SIDE], 0.5), tf.fill<tf.Rank.R2>([SIDE, SIDE], 2)]
  const multiply = () => {
    const product = tf.matMul(a, b)
    product.dataSync()
    product.dispose()
  }
  multiply()
  let best = Number.POSITIVE_INFINITY
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    const start = performance.now()
    multiply()
    best = Math.min(best, performance.now() - start)
  }
  a.dispose()
  b.dispose()
  return Number(((2 * SIDE ** 3) / best / 1e6).toPrecision(2))
}

export function statesText(states: readonly BackendState[]): string {
  const lines = states.map(({ backend, problem, get, version, threads, gpu, gflops, stepsPerSecond }) => {
    if (problem !== null) return `${backend.padEnd(8)}${problem}${get ? `: ${get}` : ''}`
    const card = 'on a graphics card'
    if (gflops === null) return `${backend.padEnd(8)}${version}, ${card}`
    const ownChoice = threads === null ? 'its own choice of threads' : `${threads} thread${threads === 1 ? '' : 's'}`
    const count = gpu ? card : ownChoice
    const steps = `${stepsPerSecond?.dense} steps/s of an MLP, ${stepsPerSecond?.images} of a CNN`
    return `${backend.padEnd(8)}${version}, ${count}, ${gflops} GFLOP/s, ${steps}`
  })
  return `${lines.join('\n')}\n`
}

/**
 * Installs ONNX Runtime where polyhead's own dependencies are looked for; what npm says goes to standard error.
 * @returns whether it is there
 */
export function installOnnx(): boolean {
  if (onnxProblem() === undefined) return true
  const folder = dirname(packageRoot)
  const prefix = basename(folder) === 'node_modules' ? dirname(folder) : packageRoot
  const args = ['install', '--prefix', prefix, '--ignore-scripts', '--save-exact', `${onnxPackage}@${onnxVersion}`]
  const { status, error } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  const problem = error?.message ?? (status === 0 ? onnxProblem() : `npm ended with ${status}`)
  if (problem !== undefined) tell(`${onnxPackage} is not installed: ${problem}\n`)
  return problem === undefined
}
