import { PassThrough } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { ProgressBar } from '../../../src/components/callbacks/progress-bar.js'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { Loss } from '../../../src/components/metrics/loss.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'

beforeAll(startBackend)

/** A stream that is a terminal of 80 columns, or is none. */
function screen(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const pass = new PassThrough()
  let text = ''
  pass.on('data', (chunk) => {
    text += chunk
  })
  const terminal = { isTTY, columns: 80, cursorTo: () => true, clearLine: () => true, moveCursor: () => true }
  return { stream: Object.assign(pass, terminal) as unknown as NodeJS.WriteStream, text: () => text }
}

async function train(isTTY: boolean, enable_progress_bar = true): Promise<{ screen: string; lines: string[] }> {
  const { stream, text } = screen(isTTY)
  const lines: string[] = []
  const line = (message: string) => void lines.push(message)
  const algorithm = tinyAlgorithm()
  const trainer = new Trainer({
    max_epochs: 2,
    enable_progress_bar,
    callbacks: { bar: new ProgressBar({ stream }) },
    metrics: { acc: new Accuracy(), loss: new Loss() },
    context: {
      signal: new AbortController().signal,
      report: () => 'continue',
      log: { debug: line, info: line, warn: line, error: line },
    },
  })
  await trainer.fit(algorithm, new TinyDataset())
  await trainer.test(algorithm, new TinyDataset())
  algorithm.dispose()
  return { screen: text(), lines }
}

describe('ProgressBar', () => {
  test('without a terminal: a plain line at the end of each epoch', async () => {
    const { screen: shown, lines } = await train(false)
    expect(shown).toBe('')
    expect(lines).toHaveLength(2)
    for (const [i, line] of lines.entries()) {
      expect(line).toMatch(
        new RegExp(
          `^Epoch ${i + 1}/2  train  loss \\d\\.\\d{4}  acc \\d\\.\\d{4}  val  loss \\d\\.\\d{4}  acc \\d\\.\\d{4}  \\d+\\.\\d s$`,
        ),
      )
      expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  test('on a terminal: a bar for each epoch, and the lines', async () => {
    const { screen: shown, lines } = await train(true)
    expect(shown).toContain('Epoch 1/2')
    expect(shown).toContain('Epoch 2/2')
    expect(shown).toContain('Test')
    expect(lines).toHaveLength(2)
  })

  test('nothing where it is switched off', async () => {
    const { screen: shown, lines } = await train(true, false)
    expect(shown).toBe('')
    expect(lines).toEqual([])
  })
})
