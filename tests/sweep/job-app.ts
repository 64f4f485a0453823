/**
 * An app that notes each start in \`starts.txt\` (its x, its process, its slot's GPU), reports as often as \`steps\` says,
 * and gives \`(x - 3)²\` back. Files beside it tell it to wait, to fail, or to die.
 */
export const jobApp = (library: string): string => `
import { appendFileSync, existsSync, unlinkSync } from 'node:fs'
import { Interrupted, main } from ${JSON.stringify(library)}
// Of two jobs at once one alone takes the file: \`unlink\` fails for the other, where \`rm\` would not.
const takes = (file) => {
  try {
    unlinkSync(file)
    return true
  } catch {
    return false
  }
}
await main(
  async (config, { report, signal, outputDir, log }) => {
    const [x, steps] = [config.get('x'), config.get('steps')]
    appendFileSync(process.env.STARTS ?? 'starts.txt', [x, process.pid, process.env.CUDA_VISIBLE_DEVICES ?? ''].join(' ') + '\\n')
    console.error('running ' + x)
    console.log('x is ' + x)
    log.info('a line of the log')
    while (existsSync('wait') && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5))
    if (signal.aborted) throw new Interrupted('stopped at ' + x)
    if (takes('die')) process.kill(process.pid, 'SIGKILL')
    if (existsSync('break')) throw new Error('it broke')
    for (let step = 0; step < steps; step++) {
      if ((await report({ loss: (x - 3) ** 2 + 1 / (step + 1) })) === 'prune') return
    }
    if (config.get('two')) return [(x - 3) ** 2, (x + 3) ** 2]
    return (x - 3) ** 2
  },
  { configDir: 'conf', configName: 'config' },
)
`
