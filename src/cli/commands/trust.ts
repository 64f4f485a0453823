import { resolve } from 'node:path'
import { ConfigError } from '../../util/diagnostic.js'
import { requireDirectory } from '../../util/require-directory.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const trust = defineCommand({
  name: 'trust',
  summary: "load a project's plugins also for saved runs",
  help: [
    "Commands on a saved run load the plugins that the project's package.json names only where the project is",
    'trusted: by this command, or by a run that was started in it. That holds until package.json is another one.',
  ],
  examples: ['polyhead trust'],
  operands: {
    dir: {
      type: 'folder',
      name: 'DIR',
      count: 'optional',
      about: "the project's folder",
      otherwise: 'the working directory',
    },
  },
  options: {},
  overrides: false,
  async run({ operands, flags }, { cwd }) {
    const { findPlugins } = await import('../../registry/project-code.js')
    const store = await import('../trust-store.js')
    const dir = resolve(cwd, operands.dir ?? '.')
    // A folder above has a package.json, too, and nobody asked for that.
    requireDirectory(dir, operands.dir)
    const references = findPlugins(dir)
    for (const folder of new Set(references.map(({ from }) => from))) trustOrExplain(store, folder)
    const plugins = references.map(({ name }) => name)
    if (flags.json) printJson({ plugins })
    else if (plugins.length === 0) print('package.json names no plugins: there is nothing to trust\n')
    else print(`trusted: ${plugins.join(', ')} of ${shownPath(`${references[0]?.from}/package.json`, cwd)}\n`)
    return EXIT.done
  },
})

/** @throws ConfigError where it cannot be kept */
function trustOrExplain({ trust }: typeof import('../trust-store.js'), folder: string): void {
  try {
    trust(folder)
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    const where = path === undefined ? '' : ` in '${shownPath(path)}'`
    throw new ConfigError(
      {
        code: 'cannot-write',
        path: '',
        message: `it cannot be kept${where} what is trusted: ${code}`,
        hint: 'make that folder, or name another one by XDG_CONFIG_HOME',
      },
      { cause },
    )
  }
}
