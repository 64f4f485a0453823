import { resolve } from 'node:path'
import { print, printJson, tell } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const ui = defineCommand({
  name: 'ui',
  summary: 'live pages over runs and sweeps, in a browser',
  help: [
    'Serves pages about the runs and sweeps below a folder, to this machine alone, until Ctrl-C. They follow what',
    'happens there. The address that is printed holds a token, without which nothing is shown.',
  ],
  examples: ['polyhead ui', 'polyhead ui outputs --port 8080 --open'],
  examplesIn: 'tests/ui/server.test.ts',
  operands: {
    folder: { type: 'folder', name: 'DIR', count: 'optional', about: 'one folder', otherwise: 'the working directory' },
  },
  options: {
    port: { type: 'integer', name: 'N', least: 0, default: 7420, about: 'the port; 0 takes one that is free' },
    host: {
      type: 'text',
      name: 'HOST',
      default: '127.0.0.1',
      about: 'the address to listen on; with another than this, others who have the token see the pages',
    },
    open: { type: 'boolean', about: 'show the pages in the browser' },
  },
  overrides: false,
  async run({ operands, options, flags }, project) {
    const { isLoopback, serveUi } = await import('../../ui/serve-ui.js')
    const { endSignal } = await import('../end-signal.js')
    const { signal, release } = endSignal()
    try {
      const { port, host } = options
      const folder = resolve(project.cwd, operands.folder ?? '.')
      const registry = await project.trustedRegistry()
      const { url, ended } = await serveUi({ folder, port, host, registry, signal })
      if (flags.json) printJson({ url })
      else print(`${url}\n`)
      if (!flags.quiet) tell('Ctrl-C ends it\n')
      if (!isLoopback(host)) tell('others who have this address see the runs; what is sent is not encrypted\n')
      if (options.open) {
        const { openBrowser } = await import('../../ui/open-browser.js')
        openBrowser(url)
      }
      await ended
      return EXIT.done
    } finally {
      release()
    }
  },
})
