import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { hasTerminal, Terminal } from '../helpers/terminal.js'

const polyhead = `${process.execPath} ${fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))}`
const RUN = 'experiment=permuted_digits train_tasks=2 eval_tasks=2 trainer.max_epochs=1 hydra.run.dir=out'

const CTRL_C = '\x03'
const CURSOR_OFF = '\x1b[?25l'
const CURSOR_ON = '\x1b[?25h'
const WRAP_OFF = '\x1b[?7l'
const WRAP_ON = '\x1b[?7h'
const MESSAGE = 'stopping after this step; once more to stop at once\r\n'

/** A callback that holds the run up in its first step, and tells by a file; as long as another file is there. */
const SLOW = `
import { existsSync, writeFileSync } from 'node:fs'
const later = () => new Promise((resolve) => setTimeout(resolve, 5))
export const manifests = [{
  target: 'test.callbacks.Slow', group: 'callbacks', option: 'slow', schema: { type: 'object' },
  load: async () => class {
    async onTrainBatchEnd() {
      writeFileSync('held', '')
      while (existsSync('hold')) await later()
    }
  },
}]`

let project: Project
beforeEach(() => {
  project = new Project().write('slow.mjs', SLOW)
})
afterEach(() => project.remove())

/** A run that is held up in its first step. */
async function heldUp(...more: string[]): Promise<Terminal> {
  project.write('hold', '')
  const slow = ['--plugin ./slow.mjs', '+callbacks.slow._target_=test.callbacks.Slow']
  const terminal = new Terminal([polyhead, RUN, ...slow, ...more].join(' '), project.dir)
  await expect.poll(() => project.has('held')).toBe(true)
  return terminal
}

const letGo = () => rmSync(join(project.dir, 'hold'))

/** Without what only moves the cursor or paints; each frame on a line of its own. */
function frames(screen: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is told
  return screen.replace(/\u001b(\[[0-9;?]*[A-Za-z]|[78])/g, '\n').split(/[\r\n]+/)
}

describe.skipIf(!hasTerminal)('on a terminal (script, of util-linux)', () => {
  // The progress bar of a bundled run once died of a replaced dependency, on terminals only.
  test('a run shows its progress within 80 columns', async () => {
    const terminal = new Terminal(`${polyhead} ${RUN}`, project.dir)
    expect(await terminal.ended, terminal.screen).toBe(0)
    const shown = frames(terminal.screen)
    expect(shown.some((frame) => /━ *\d+\/\d+/.test(frame) || /\d+\/\d+ {2}eta/.test(frame))).toBe(true)
    expect(shown.slice(1, -2).filter((frame) => frame.length > 80)).toEqual([])
  })

  test('Ctrl-C says on a clean line what it does, and the bar is drawn again below it', async () => {
    const terminal = await heldUp()
    await terminal.shows('Epoch 1/1 ')
    terminal.type(CTRL_C)
    await terminal.shows(MESSAGE)
    const at = terminal.screen.indexOf(MESSAGE)
    // The line of the bar, with the ^C in it, is cleared first.
    expect(terminal.screen.slice(0, at).endsWith('\r\x1b[2K')).toBe(true)
    await terminal.shows('Epoch 1/1 ', at)
    letGo()
    expect(await terminal.ended).toBe(130)
    const end = terminal.screen.slice(at)
    expect(end.lastIndexOf(CURSOR_ON)).toBeGreaterThan(end.lastIndexOf(CURSOR_OFF))
    expect(end).toContain(WRAP_ON)
    expect(end).toMatch(/polyhead resume out/)
  })

  test('a second Ctrl-C ends the process at once, and gives cursor and wrapping back', async () => {
    const terminal = await heldUp()
    await terminal.shows('Epoch 1/1 ')
    terminal.type(CTRL_C)
    await terminal.shows(MESSAGE)
    expect(terminal.screen).toContain(CURSOR_OFF)
    expect(terminal.screen).toContain(WRAP_OFF)
    terminal.type(CTRL_C)
    expect(await terminal.ended).toBe(130)
    const end = terminal.screen.slice(terminal.screen.indexOf(MESSAGE))
    expect(end.lastIndexOf(CURSOR_ON)).toBeGreaterThan(end.lastIndexOf(CURSOR_OFF))
    expect(end.lastIndexOf(WRAP_ON)).toBeGreaterThan(end.lastIndexOf(WRAP_OFF))
  })

  test('Ctrl-C where no bar is shown does not write behind the ^C', async () => {
    const terminal = await heldUp('trainer.enable_progress_bar=false')
    terminal.type(CTRL_C)
    await terminal.shows('stopping after this step')
    letGo()
    expect(await terminal.ended).toBe(130)
    expect(terminal.screen).toMatch(/\^C\r\nstopping after this step/)
  })

  test('with TERM=dumb nothing but text is written', async () => {
    const terminal = new Terminal(`${polyhead} ${RUN}; ${polyhead} optimizer.lrr=1`, project.dir, { TERM: 'dumb' })
    await terminal.ended
    expect(terminal.screen).toContain('average test accuracy')
    expect(terminal.screen).toContain("there is no key 'optimizer.lrr'")
    expect(terminal.screen).not.toContain('\x1b')
  })
})
