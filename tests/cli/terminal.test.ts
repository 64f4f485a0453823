import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

// The progress bar of a bundled run once died of a replaced dependency, on terminals only.
test.skipIf(!hasScript)(
  'a run on a terminal of 80 columns shows its progress within them (script, of util-linux)',
  () => {
    const project = new Project()
    const run = `stty cols 80; ${process.execPath} ${bin} experiment=permuted_digits trainer.max_epochs=1 hydra.run.dir=out`
    const { status } = spawnSync('script', ['-qec', run, 'screen'], { cwd: project.dir, encoding: 'utf8' })
    const screen = readFileSync(join(project.dir, 'screen'), 'utf8')
    expect(status, screen).toBe(0)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is told
    const frames = screen.replace(/\u001b(\[[0-9;?]*[A-Za-z]|[78])/g, '\n').split(/[\r\n]+/)
    expect(frames.some((frame) => /━ *\d+\/\d+/.test(frame) || /\d+\/\d+ {2}eta/.test(frame))).toBe(true)
    expect(frames.slice(1, -2).filter((frame) => frame.length > 80)).toEqual([])
    project.remove()
  },
)
