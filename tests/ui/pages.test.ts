// The pages in a real browser where one is installed (POLYHEAD_CHROMIUM, default /usr/bin/chromium); word: chromium.
// Their pictures are kept in POLYHEAD_SCREENSHOTS, by default in node_modules/.cache/screenshots.

import { appendFileSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { launchBrowser, noBrowser, seriousFaults } from '../helpers/browser.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'
import { Served } from './served.js'

const pictures = process.env.POLYHEAD_SCREENSHOTS ?? join(packageRoot, 'node_modules/.cache/screenshots')
const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=2',
  'trainer.limit_train_batches=3',
  'train_tasks=2',
  'eval_tasks=2',
]
const HOSTILE = '<img src=x onerror=alert(1)>'

describe.skipIf(noBrowser)('in Chromium', () => {
  let project: Project
  let served: Served
  let browser: Browser

  beforeAll(async () => {
    project = new Project()
    const runs = [
      ['-m', ...QUICK, 'optimizer.lr=0.1,0.2', 'seed=1,2', 'hydra.sweep.dir=sweep'],
      [
        ...QUICK,
        ...['+callbacks@callbacks.conflicts=gradient_conflicts', '+metrics@metrics.confusions=confusion_matrix'],
        ...['trainer.log_every_n_steps=1', `+vars.note="${HOSTILE}"`, 'hydra.run.dir=rich'],
      ],
      ['reproduce', 'sweep/0', '--in', 'again'],
    ]
    for (const args of runs) {
      const { code, stderr } = project.polyhead(...args)
      expect(code, stderr).toBe(0)
    }
    project.write('rich/notes.json', JSON.stringify({ name: HOSTILE, tags: ['<b>bold</b>'], notes: HOSTILE }))
    mkdirSync(pictures, { recursive: true })
    served = await Served.start(project.dir)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.stop()
    project?.remove()
  })

  async function open(hash: string, { width = 1280, dark = false } = {}) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => {
      if (!request.url().startsWith(`${served.origin}/`) && !request.url().startsWith('data:')) {
        problems.push(request.url())
      }
    })
    await page.goto(`${served.url}${hash}`)
    await page.locator('h1').waitFor()
    return { page, problems, close: () => context.close() }
  }

  const VIEWS: readonly (readonly [name: string, hash: string, ready: string])[] = [
    ['runs', '#/runs', 'table tbody tr th a'],
    ['groups', '#/runs?group=', 'table tbody tr th a'],
    ['curves', '#/run/rich', '.chart canvas'],
    ['results', '#/run/rich?tab=results', '.chart canvas'],
    ['config', '#/run/rich?tab=config', '.tree td'],
    ['environment', '#/run/rich?tab=environment', '.facts td'],
    ['log', '#/run/rich?tab=log', '.log pre'],
    ['files', '#/run/rich?tab=files', 'tbody a'],
    ['notes', '#/run/rich?tab=notes', 'form'],
    ['compare', '#/compare?run=sweep%2F0&run=sweep%2F2&run=rich', '.chart canvas'],
    ['sweeps', '#/sweeps', 'tbody th a'],
    ['sweep', '#/sweep/sweep', '.chart canvas'],
    ['bands', '#/compare?run=sweep%2F0&run=sweep%2F1&run=sweep%2F2&run=sweep%2F3&seeds=', '.chart canvas'],
  ]

  test.each(VIEWS)(
    'the view of %s, wide and narrow, light and dark, has no error, asks for nothing outside, and no serious fault',
    async (name, hash, ready) => {
      const { page, problems, close } = await open(hash)
      await page.locator(ready).first().waitFor()
      const fits = () => page.evaluate('document.documentElement.scrollWidth <= innerWidth')
      const show = async (width: number, colorScheme: 'light' | 'dark') => {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await page.waitForTimeout(200)
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
      }
      // Colours are all that darkness changes, and no width changes them.
      await show(1280, 'dark')
      expect(await seriousFaults(page, ['color-contrast']), 'dark').toEqual([])
      await show(1280, 'light')
      expect(await seriousFaults(page), 'wide').toEqual([])
      expect(await fits(), 'fits').toBe(true)
      await show(400, 'light')
      expect(await seriousFaults(page), 'narrow').toEqual([])
      await expect.poll(fits).toBe(true)
      expect(problems).toEqual([])
      await close()
    },
  )

  test('by the keyboard alone: search, open a run, go through its parts, tag it', async () => {
    const { page, problems, close } = await open('#/runs')
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent')
    const tabTo = async (wanted: string) => {
      for (let i = 0; i < 60 && (await focused()) !== wanted; i++) await press('Tab')
      expect(await focused()).toBe(wanted)
    }
    await page.locator('tbody th a').first().waitFor()
    await tabTo('search')
    await page.keyboard.type('optimizer.lr=0.1 sweep')
    await press('Enter')
    await page.getByText('2 of 6 runs').waitFor()
    await tabTo('sweep/0')
    await press('Enter')
    await page.getByRole('heading', { name: 'sweep/0' }).waitFor()
    await page.getByText('reproduced by').waitFor()
    expect(await page.locator('.reproductions').textContent()).toContain('reproduced by again: identical')
    await tabTo('tab-Curves')
    await press('End')
    await page.locator('form').waitFor()
    await press('Tab', 'Tab')
    await page.keyboard.type('quick, kept')
    await press('Enter')
    await page.getByText('saved in notes.json').waitFor()
    expect(JSON.parse(project.read('sweep/0/notes.json'))).toEqual({ name: '', tags: ['quick', 'kept'], notes: '' })
    expect(problems).toEqual([])
    await close()
  })

  test('a column sorts, best first, and the address holds it', async () => {
    const { page, close } = await open('#/runs?columns=acc,seed')
    await page.getByRole('button', { name: 'acc' }).click()
    const cells = page.locator('tbody tr:not(.space) td:nth-child(3)')
    const shown = (await cells.allTextContents()).map(Number)
    expect(shown.length).toBe(6)
    expect(shown).toEqual([...shown].sort((a, b) => b - a))
    expect(page.url()).toContain('sort=acc&order=descending')
    await close()
  })

  test('a mistake in the search says what there is instead', async () => {
    const { page, close } = await open('#/runs?q=optimizer.lrr%3C1')
    expect(await page.getByRole('alert').textContent()).toMatch(/no run here has 'optimizer.lrr'.*optimizer.lr/)
    await close()
  })

  test('names, tags, notes and config values are text, whatever they hold', async () => {
    const { page, problems, close } = await open('#/run/rich?tab=config')
    await page.locator('.tree').getByText(HOSTILE).first().waitFor()
    expect(await page.locator('h1').textContent()).toBe(HOSTILE)
    expect(await page.locator('img, h1 b').count()).toBe(0)
    expect(problems).toEqual([])
    await close()
  })

  test('the config tells who set each value, and what it is', async () => {
    const { page, close } = await open('#/run/rich?tab=config')
    const row = page.locator('tr', { has: page.locator('th', { hasText: /^max_epochs$/ }) })
    const text = await row.textContent()
    expect(text).toContain("override 'trainer.max_epochs=2'")
    expect(text).toContain('epochs')
    await close()
  })

  test('what a run logs is seen as it comes', async () => {
    const record = runRecord({ status: 'running', process: { pid: process.pid, host: hostname() } })
    project.write('live/run.json', JSON.stringify(record))
    project.write('live/run.log', 'the first line\n')
    project.write('live/metrics.csv', 'loss,step\n3,0\n2,1\n')
    const { page, problems, close } = await open('#/run/live')
    await page.locator('.chart canvas').waitFor()
    const answered = page.waitForResponse((response) => response.url().includes('/api/metrics'))
    appendFileSync(join(project.dir, 'live/metrics.csv'), '1,2\n')
    const { series } = (await (await answered).json()) as { series: { values: number[] }[] }
    expect(series[0]?.values).toEqual([3, 2, 1])
    await page.getByRole('tab', { name: 'Log' }).click()
    await page.getByText('the first line').waitFor()
    appendFileSync(join(project.dir, 'live/run.log'), '\x1b[31mthe second line\x1b[0m\n')
    await page.getByText('the second line').waitFor()
    expect(await page.locator('.log pre').textContent()).toBe('the first line\nthe second line\n')
    expect(problems).toEqual([])
    await close()
  })

  test('a compared run whose metrics cannot be read is named, and the curves of the others are drawn', async () => {
    project.write('damaged/run.json', JSON.stringify(runRecord()))
    project.write('damaged/metrics.csv', '"loss,step\n1,0\n')
    const { page, problems, close } = await open('#/compare?run=sweep%2F0&run=damaged&run=sweep%2F1')
    await page.locator('.chart canvas').first().waitFor()
    expect(await page.getByRole('alert').allTextContents()).toEqual([expect.stringContaining('damaged: ')])
    expect(problems.filter((problem) => !problem.includes('400'))).toEqual([])
    await close()
  })

  test('a command is copied as it can be typed', async () => {
    const { page, close } = await open('#/run/sweep/0')
    await page.getByRole('button', { name: 'copy the command: reproduce' }).click()
    await page.getByText('copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('polyhead reproduce sweep/0')
    await close()
  })

  test('of a long curve an overview is sent, and all of what is zoomed to', async () => {
    const rows = Array.from({ length: 10_000 }, (_, step) => `${Math.sin(step / 100)},${step}\n`)
    project.write('long/metrics.csv', `train/loss_cls_batch,step\n${rows.join('')}`)
    project.write('long/run.json', JSON.stringify(runRecord()))
    const { page, problems, close } = await open('#/run/long')
    await page.getByText('overview').waitFor()
    const zoomIn = page.getByRole('button', { name: 'loss: zoom in' })
    for (let i = 0; i < 4; i++) await zoomIn.click()
    const answer = await page.waitForResponse((response) => response.url().includes('from='))
    const { series } = (await answer.json()) as { series: { exact: boolean; steps: number[]; total: number }[] }
    expect(series[0]).toMatchObject({ exact: true, total: 10_000 })
    const { steps } = series[0] as { steps: number[] }
    expect(steps.length).toBeGreaterThan(600)
    expect((steps.at(-1) as number) - (steps[0] as number)).toBe(steps.length - 1)
    await expect.poll(() => page.getByText('overview').count()).toBe(0)
    await page.getByRole('button', { name: 'loss: show all' }).click()
    await page.getByText('overview').waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('trials of a sweep are brushed, found and sorted, and the best is a line to type', async () => {
    const { page, problems, close } = await open('#/sweep/sweep')
    await page.getByText('4 trials', { exact: true }).waitFor()
    const best = page.locator('.commands code')
    expect(await best.textContent()).toMatch(/optimizer\.lr=0\.[12] .*seed=[12]|seed=[12].* optimizer\.lr=0\.[12]/)
    await page.getByRole('button', { name: 'seed' }).click()
    expect(await page.locator('tbody tr th').allTextContents()).toEqual(['0', '2', '1', '3'])
    const chart = page.locator('.chart.tall')
    await chart.scrollIntoViewIfNeeded()
    await chart.locator('canvas').waitFor()
    const box = (await chart.boundingBox()) as { x: number; y: number; width: number; height: number }
    // The axis of the first parameter, optimizer.lr: its upper half.
    const x = box.x + 56
    await page.mouse.move(x, box.y + 75)
    await page.mouse.down()
    await page.mouse.move(x, box.y + 200, { steps: 5 })
    await page.mouse.up()
    await page.getByText('2 of 4 trials').waitFor()
    await page.getByRole('button', { name: 'all trials' }).click()
    await page.getByText('4 trials', { exact: true }).waitFor()
    const found = (await page.locator('tbody tr').allTextContents()).filter((row) => row.includes('0.1')).length
    await page.getByLabel('Find').fill('0.1')
    await page.getByText(found === 4 ? '4 trials' : `${found} of 4 trials`, { exact: true }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(found)
    await page.getByLabel('Find').fill('failed')
    await page.getByText('0 of 4 trials').waitFor()
    await page.getByLabel('Find').fill('')
    await page.locator('tbody tr th a').first().click()
    await page.getByRole('tab', { name: 'Curves' }).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  test('of many runs only the rows that are seen are drawn', async () => {
    const many = new Project()
    const record = JSON.stringify(runRecord())
    for (let i = 0; i < 2000; i++) many.write(`${i}/run.json`, record)
    const other = await Served.start(many.dir)
    const page = await browser.newPage()
    await page.goto(other.url)
    await page.getByText('2000 runs').waitFor()
    expect(await page.locator('tbody tr').count()).toBeLessThan(80)
    await page.evaluate("document.querySelector('.runs-table').scrollTop = 1e9")
    await page.getByRole('link', { name: '1999' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBeLessThan(80)
    await page.close()
    await other.stop()
    many.remove()
  })

  test('without the server the page says so', async () => {
    const other = await Served.start(project.dir)
    const page = await browser.newPage()
    await page.goto(other.url)
    await page.locator('.live', { hasText: /^live$/ }).waitFor()
    await other.stop()
    await page.getByText('not connected').waitFor()
    await page.close()
  })
})
