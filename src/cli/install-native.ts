import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  bindingName,
  findNativePackage,
  type NativeVariant,
  nativeBuild,
  nativePackage,
  nativeProblem,
  nativeVersion,
  operationsName,
  packageCache,
  quietName,
  tensorflowVersion,
} from '../backends/find-native.js'
import { makeFolder } from '../util/make-folder.js'
import { packageRoot } from '../util/package-root.js'
import { processorHas } from '../util/processor.js'
import { tell } from '../util/terminal.js'

/** A package of PyPI that carries TensorFlow's library, with its checksum. */
interface Wheel {
  project: string
  sha256: string
}

/** By the machine, and what it is for. Python is not run with them: one version of it stands for all. */
const wheels: Readonly<Record<string, Readonly<Record<NativeVariant, Wheel>>>> = {
  x64: {
    cpu: {
      project: 'tensorflow-cpu',
      sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
    },
    gpu: {
      project: 'tensorflow',
      sha256: 'c9f87e5d2a680a4595f5dc30daf6bbaec9d4129b46d7ef1b2af63c46ac7d2828',
    },
  },
}

const pythonVersion = '311'

/** Headers of Node's binary interface, which not every Node brings along. */
const headersPackage = 'node-api-headers'
const headersVersion = '1.9.0'

/** The newest that all versions of Node have with which polyhead works. */
const nodeApi = 8

/** What is taken from a wheel: the libraries, the headers of the C interface and of what those include, and Eigen. */
const wanted = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/Eigen/',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/common_runtime/next_pluggable_device/c/tf_rendezvous_c_api.h',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/',
]

/** Writes the members of a zip file whose names begin so; standard library of every Python 3. */
const unzip = `
import sys, zipfile
file, folder, *wanted = sys.argv[1:]
with zipfile.ZipFile(file) as wheel:
    for name in wheel.namelist():
        if any(name.startswith(start) for start in wanted):
            wheel.extract(name, folder)
`

/** One that a step of the installation ends with: what it says is for the user. */
class Refused extends Error {}

/**
 * Builds TensorFlow's binding among the user's caches, of what npm and PyPI have. Each step is kept when it is done:
 * after a stop, it goes on with the next. What the tools say goes to standard error.
 * @returns whether it is there
 */
export function installNative(variant: NativeVariant): boolean {
  if (variant === 'cpu' && nativeProblem() === undefined) return true
  const folder = nativeBuild(variant)
  try {
    const tools = requireTools()
    makeFolder(folder)
    const sources = installPackages()
    fetchLibraries(folder, variant, tools)
    if (variant === 'gpu') fetchCuda(folder, tools)
    compile(folder, sources, tools)
    return true
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    tell(`${nativePackage} is not installed: ${error.message}\n`)
    return false
  }
}

interface Tools {
  wheel: Readonly<Record<NativeVariant, Wheel>>
  python: string
  compiler: string
}

/** All that is missing is told at once. */
function requireTools(): Tools {
  const wheel = process.platform === 'linux' ? wheels[process.arch] : undefined
  if (!wheel) {
    const here = `${process.platform} ${process.arch}`
    throw new Refused(
      `its binding can be built on Linux (x64) only, not on ${here}; try 'npm install ${nativePackage}'`,
    )
  }
  const python = ['python3', 'python'].find((name) => works(name, ['-m', 'pip', '--version']))
  const compiler = [process.env.CXX, 'c++', 'g++', 'clang++'].find((name) => name && works(name, ['--version']))
  const missing = [
    ...(python ? [] : ["Python 3 with pip (Debian: 'apt install python3-pip')"]),
    ...(compiler ? [] : ["a C++ compiler (Debian: 'apt install g++')"]),
  ]
  if (!python || !compiler) throw new Refused(`to get and build it takes ${missing.join(' and ')}`)
  return { wheel, python, compiler }
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** Says what, and does it; TensorFlow itself then says nothing but what ends it. @throws Refused where it fails */
function run(what: string, command: string, args: readonly string[]): void {
  tell(`${what}\n`)
  const { status, error, signal } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  if (error) throw new Refused(`${command}: ${error.message}`)
  if (status !== 0) throw new Refused(`${command} ended with ${status ?? signal}; the same command goes on from here`)
}

/** Folders of what is compiled. */
interface Sources {
  package: string
  headers: string
}

/** The package, unless it is beside polyhead, and the headers that its sources need. */
function installPackages(): Sources {
  const folder = packageCache()
  const headers = join(folder, 'node_modules', headersPackage)
  const needed = [
    ...(findNativePackage() ? [] : [`${nativePackage}@${nativeVersion}`]),
    ...(existsSync(join(headers, 'package.json')) ? [] : [`${headersPackage}@${headersVersion}`]),
  ]
  if (needed.length > 0) {
    makeFolder(folder)
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...needed]
    run(`npm: ${needed.join(', ')}`, 'npm', args)
  }
  const found = findNativePackage()
  if (!found) throw new Refused(`npm has not put it into ${folder}`)
  return { package: found, headers }
}

/** TensorFlow's libraries and headers, out of a wheel that pip has fetched and checked. */
function fetchLibraries(folder: string, variant: NativeVariant, { wheel, python }: Tools): void {
  const unpacked = join(folder, 'unpacked')
  // an earlier polyhead took less of it
  if (existsSync(join(unpacked, 'tensorflow/include/Eigen'))) return
  const { project, sha256 } = wheel[variant]
  const list = join(folder, 'requirements.txt')
  writeFileSync(list, `${project}==${tensorflowVersion} --hash=sha256:${sha256}\n`)
  const fetched = join(folder, 'wheel')
  pipDownload(python, `PyPI: ${project} ${tensorflowVersion}`, fetched, ['--require-hashes', '--requirement', list])
  const part = join(folder, 'part')
  rmSync(part, { recursive: true, force: true })
  unpack(python, fetched, part, [...wanted, `${project.replaceAll('-', '_')}-${tensorflowVersion}.dist-info/METADATA`])
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
  // saves a quarter of the room; comes with most compilers
  works('strip', ['--strip-unneeded', ...libraries.map((name) => join(part, 'tensorflow', name))])
  makeFolder(unpacked)
  // what else is there may be NVIDIA's
  // TensorFlow comes last: where it is, all is
  for (const name of readdirSync(part).sort().toReversed()) {
    rmSync(join(unpacked, name), { recursive: true, force: true })
    renameSync(join(part, name), join(unpacked, name))
  }
  for (const finished of [part, fetched]) rmSync(finished, { recursive: true })
}

/** NVIDIA's libraries, in the versions that the wheel asks for: TensorFlow looks for them beside its own. */
function fetchCuda(folder: string, { python }: Tools): void {
  const done = join(folder, 'cuda-libraries')
  if (existsSync(done)) return
  const unpacked = join(folder, 'unpacked')
  const info = readdirSync(unpacked).find((name) => name.endsWith('.dist-info')) as string
  const asked = readFileSync(join(unpacked, info, 'METADATA'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('and-cuda'))
  const projects = asked.flatMap((line) => {
    const [, project, version] = /^Requires-Dist: (nvidia-[\w-]+) *\(?==([\d.]+)/.exec(line) ?? []
    return project ? [`${project}==${version}`] : []
  })
  const fetched = join(folder, 'cuda-wheels')
  pipDownload(python, `PyPI: ${projects.join(', ')}`, fetched, projects)
  unpack(python, fetched, unpacked, ['nvidia/'])
  rmSync(fetched, { recursive: true })
  writeFileSync(done, `${projects.join('\n')}\n`)
}

/** Fetches wheels without what they depend on; pip compares their checksums, and keeps what is whole. */
function pipDownload(python: string, what: string, folder: string, projects: readonly string[]): void {
  const platforms = ['manylinux_2_28', 'manylinux_2_27', 'manylinux_2_17', 'manylinux2014', 'manylinux1']
  run(what, python, [
    ...['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', folder],
    ...['--implementation', 'cp', '--python-version', pythonVersion, '--abi', `cp${pythonVersion}`, '--abi', 'none'],
    ...platforms.flatMap((name) => ['--platform', `${name}_x86_64`]),
    ...projects,
  ])
}

function unpack(python: string, fetched: string, folder: string, members: readonly string[]): void {
  for (const name of readdirSync(fetched).filter((file) => file.endsWith('.whl'))) {
    run(`unpacking ${name}`, python, ['-c', unzip, join(fetched, name), folder, ...members])
  }
}

/** What we compile: in the package, too. */
const ownSources = join(packageRoot, 'src/backends/native/cpp')

/** Compiles the package's C++ and ours against the libraries, and loads what came out. */
function compile(folder: string, { package: sources, headers }: Sources, { compiler }: Tools): void {
  const libraries = join(folder, 'unpacked', 'tensorflow')
  const build = (name: string, files: readonly string[], options: readonly string[]) => {
    const built = join(folder, name)
    if (existsSync(built)) return
    const part = join(folder, `part-${name}`)
    run(`compiling ${name}`, compiler, [
      ...['-shared', '-fPIC', '-O2', '-std=gnu++17', `-DNAPI_VERSION=${nodeApi}`, '-o', part],
      ...['-I', join(libraries, 'include'), '-I', join(headers, 'include'), ...options, ...files],
      ...['-L', libraries, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      '-Wl,-rpath,$ORIGIN/unpacked/tensorflow',
    ])
    renameSync(part, built)
  }
  const own = (name: string) => join(ownSources, name)
  build(quietName, [own('quiet.cc')], ['-Wl,--as-needed'])
  const packages = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(sources, 'binding', name))
  build(
    bindingName,
    [...packages, own('own_calls.cc')],
    ['-I', sources, '-DTF_LoadSessionFromSavedModel=QuietLoad', '-DTFE_TensorHandleCopyToDevice=StayOnHost'],
  )
  // the same bits whatever the compiler makes one operation of
  build(
    operationsName,
    [own('operations.cc')],
    ['-O3', '-mavx2', '-mfma', '-ffp-contract=off', '-fno-math-errno', '-pthread'],
  )
  const load = 'process.argv.slice(1).forEach((file) => require(file))'
  // of a processor without AVX2 nobody loads them
  const loaded = [quietName, bindingName, ...(processorHas('avx2', 'fma') ? [operationsName] : [])]
  const built = loaded.map((name) => join(folder, name))
  run('loading it', process.execPath, ['--eval', load, ...built])
}
