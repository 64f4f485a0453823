import type { Command } from './app.js'

/** The commands of `polyhead` beside runs. */
export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'reproduce',
    {
      summary: 'run a saved run again and compare',
      usage: 'reproduce RUN_DIR [--in DIR] [--tolerance X]',
      options: { in: { type: 'string' }, tolerance: { type: 'number' } },
      load: () => import('./reproduce.js').then((m) => m.reproduceCommand),
    },
  ],
])
