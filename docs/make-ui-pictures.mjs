// Makes the pictures of docs/ui.md anew: `node build.mjs && node docs/make-ui-pictures.mjs`. In Chromium
// (POLYHEAD_CHROMIUM).
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const bin = fileURLToPath(new URL('../bin/polyhead.js', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'polyhead-pictures-'))

function polyhead(...args) {
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

const DIGITS = ['experiment=permuted_digits', 'trainer.limit_train_batches=60', 'trainer.log_every_n_steps=2']
const PICTURES = [
  ['runs', '#/runs?columns=status,acc,loss,optimizer,optimizer.lr,seed,duration', 'light', 'tbody th a'],
  ['run', '#/run/outputs/first', 'dark', '.chart canvas'],
  [
    'compare',
    `#/compare?${[0, 1, 2, 3].map((job) => `run=multirun%2Fseeds%2F${job}`).join('&')}&seeds=`,
    'light',
    'h2',
  ],
  ['sweep', '#/sweep/multirun/search', 'light', '.chart canvas'],
]

try {
  polyhead(
    ...DIGITS,
    'trainer.max_epochs=3',
    '+callbacks@callbacks.conflicts=gradient_conflicts',
    'hydra.run.dir=outputs/first',
  )
  const quick = ['trainer.max_epochs=2', 'trainer.limit_train_batches=30']
  polyhead('-m', ...DIGITS, ...quick, 'optimizer.lr=0.05,0.2', 'seed=1,2', 'hydra.sweep.dir=multirun/seeds')
  const search = [
    'hydra/sweeper=tpe',
    'hydra.sweeper.n_trials=16',
    'hydra.sweeper.metric=avg_acc',
    'hydra.sweeper.direction=maximize',
  ]
  const space = [
    'optimizer.lr=tag(log,interval(0.01,1))',
    'optimizer.momentum=interval(0,0.9)',
    'dataset.batch_size=16,32',
  ]
  polyhead(
    '-m',
    ...DIGITS,
    ...quick,
    ...search,
    'hydra.sweeper.direction=maximize',
    ...space,
    'hydra.sweep.dir=multirun/search',
  )
  const child = spawn(process.execPath, [bin, 'ui', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await new Promise((found) => child.stdout.on('data', (data) => found(String(data).trim())))
  const executablePath = process.env.POLYHEAD_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, headless: true, chromiumSandbox: false })
  for (const [name, hash, colorScheme, ready] of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1120, height: 700 }, colorScheme })
    await page.goto(`${url}${hash}`)
    await page.locator(ready).first().waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(here, `ui-${name}.png`) })
    await page.close()
  }
  await browser.close()
  child.kill()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
