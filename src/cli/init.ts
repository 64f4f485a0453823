import { lstatSync, mkdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { openRepository } from '../compose/index.js'
import { type Survey, surveyTree } from '../inspect/survey.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { counted } from '../util/counted.js'
import { ConfigError } from '../util/diagnostic.js'
import { renderDiagnostics } from '../util/render-diagnostics.js'
import { polyheadVersion } from '../util/version.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { projectFiles } from './init-files.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'
import { requireFolder } from './search-path.js'

/**
 * `polyhead init [DIR]` lays down a project that runs at once; it overwrites nothing. `polyhead init --from-hydra DIR` reads a tree of configs
 * written for Hydra, and tells what composes and what is left to do; it writes nothing.
 */
export async function initCommand({ flags, operands, options }: Arguments, _app: App): Promise<number> {
  const cwd = process.cwd()
  if (typeof options['from-hydra'] === 'string') {
    const dir = options['from-hydra']
    requireFolder(dir, cwd)
    const survey = surveyTree(openRepository(resolve(cwd, dir)), await projectRegistry(flags, cwd))
    process.stdout.write(flags.json ? `${JSON.stringify(survey)}\n` : `${surveyText(survey, dir)}\n`)
    return EXIT.done
  }
  const dir = resolve(cwd, operands[0] ?? '.')
  const files = layProject(dir)
  const shown = relative(cwd, dir)
  const lines = files.map((file) => `  ${join(shown, file)}`)
  const go = shown === '' ? '' : `cd ${shown} && `
  process.stdout.write(`${['wrote', ...lines, '', `next: ${go}npm install && npm start`].join('\n')}\n`)
  return EXIT.done
}

/**
 * Writes a new project. @returns the files' paths
 * @throws ConfigError where any of them is there already: then nothing is written
 */
export function layProject(dir: string): string[] {
  const name =
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '') || 'experiments'
  const files = projectFiles(name, polyheadVersion())
  try {
    const there = [...files.keys()].filter((file) => lstatSync(join(dir, file), { throwIfNoEntry: false }))
    if (there.length > 0) throw new ConfigError(there.map((file) => inTheWay(join(dir, file))))
    for (const [file, text] of files) {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileAtomic(join(dir, file), text)
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const message = `cannot write a project to '${dir}': ${(cause as Error).message}`
    throw new ConfigError({ code: 'unwritable-directory', path: '', message }, { cause })
  }
  return [...files.keys()]
}

function inTheWay(file: string): ConfigError['diagnostics'][number] {
  const shown = relative(process.cwd(), file)
  return {
    code: 'file-exists',
    path: '',
    message: `${shown} is there already, and init overwrites nothing`,
    source: { kind: 'file', file: shown, line: 1, column: 1, range: [0, 0] },
    hint: 'choose a new folder: polyhead init my-project',
  }
}

function surveyText({ composed, failed, targets }: Survey, dir: string): string {
  const unknown = targets.filter(({ known }) => known === undefined)
  const known = targets.filter(({ known }) => known !== undefined)
  const sections = [`${composed.length} of ${composed.length + failed.length} configs of ${dir} compose`]
  for (const { path, diagnostics } of failed) sections.push(`${path} does not:\n${renderDiagnostics(diagnostics)}`)
  if (known.length > 0) {
    const lines = known.map(({ target, known: name }) => (target === name ? `  ${target}` : `  ${target}  is ${name}`))
    sections.push(['components that polyhead has:', ...lines].join('\n'))
  }
  if (unknown.length > 0) {
    const lines = unknown.map(({ target, near }) => `  ${target}${near ? `  (perhaps ${near})` : ''}`)
    sections.push(['components that are yours to bring, as a plugin:', ...lines].join('\n'))
  }
  const left = [
    ...(failed.length > 0 ? [`mend the ${failed.length} that do not compose`] : []),
    ...(unknown.length > 0 ? [`write a plugin for ${counted(unknown.length, 'component')}, or name others`] : []),
    `run polyhead --config-path ${dir} --cfg job, then polyhead --config-path ${dir} check`,
  ]
  return [...sections, ['what is left to do:', ...left.map((line) => `  - ${line}`)].join('\n')].join('\n\n')
}
