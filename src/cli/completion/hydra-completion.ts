import type { App } from '../app.js'
import { complete } from './complete.js'
import { completionScript, removalScript } from './scripts.js'
import type { Shell } from './shells.js'
import { splitLine } from './split-line.js'

/** What runs a program that is the word after it. */
const RUNNERS = /(^|\/)(node|npx|python[\d.]*)$/

/**
 * What Hydra's `--shell-completion` prints.
 * @param action `install=SHELL`, `uninstall=SHELL`, or `query=SHELL`: ways to go on with the line in `COMP_LINE`, whole
 *   words with a blank between them
 */
export async function hydraCompletion(action: string, app: App, env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  const [what, shell] = action.split('=') as [string, Shell]
  if (what === 'install') return completionScript(shell, app.program)
  if (what === 'uninstall') return removalScript(shell, app.program)
  const { before, current } = splitLine(env.COMP_LINE ?? '')
  const words = before.slice(RUNNERS.test(before[0] ?? '') ? 2 : 1)
  const found = await complete(app, words, current, cwd)
  return found.map(({ text }) => text).join(' ')
}
