// The pages, made by the real command line and seen by a real browser where one is installed.
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawCharts, launchBrowser, noBrowser, openFile, seriousFaults } from '../helpers/browser.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=2',
  'trainer.limit_train_batches=3',
  'train_tasks=3',
  'eval_tasks=3',
]

let project: Project
beforeAll(() => {
  project = new Project()
  const sweep = project.polyhead(
    '-m',
    ...QUICK,
    'seed=1,2',
    '+vars.note="<script>alert(1)</script>"',
    '+callbacks.conflicts={_target_: polyhead.callbacks.GradientConflicts, every_n_steps: 2}',
    '+metrics.confusion={_target_: polyhead.metrics.ConfusionMatrix, save_dir: "${hydra:runtime.output_dir}/results"}',
    'hydra.sweep.dir=all/sweep',
  )
  expect(sweep.code, sweep.stderr).toBe(0)
})
afterAll(() => project.remove())

/** What a page says before its data and scripts. */
const markup = (file: string) => project.read(file).split('<script')[0] as string

function report(dir: string, ...more: string[]): string {
  const { code, stdout, stderr } = project.polyhead('report', dir, ...more)
  expect(code, stderr).toBe(0)
  expect(stdout).toBe(`${dir}/report.html\n`)
  return stdout.trimEnd()
}

test('a run ends without a page; report makes one from its files, in which nothing is loaded', () => {
  expect(project.has('all/sweep/0/report.html')).toBe(false)
  const page = markup(report('all/sweep/0'))
  expect(page).not.toMatch(/<link|<iframe|\ssrc=|@import|url\(/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain("default-src 'none'")
})

test('a folder without runs is refused', () => {
  project.write('empty/notes.txt', '')
  const { code, stderr } = project.polyhead('report', 'empty')
  expect(code).toBe(2)
  expect(stderr).toContain("there is no run in 'empty'\n")
})

test('a folder that is not there is said to be missing, as it was typed', () => {
  const { code, stderr } = project.polyhead('report', 'nowhere')
  expect(code).toBe(2)
  expect(stderr).toContain("there is no folder 'nowhere'\n")
})

test('a folder that takes no page is refused in one line', () => {
  project.write('blocked/run.json', JSON.stringify(runRecord())).write('blocked/report.html/in-its-place', '')
  const { code, stderr } = project.polyhead('report', 'blocked')
  expect([code, stderr]).toEqual([2, "'blocked/report.html' cannot be written: EISDIR\n"])
})

test('the page of a run that failed says why', () => {
  const failing = ['optimizer.lr=1e30', 'trainer.limit_train_batches=20', 'hydra.run.dir=failed']
  expect(project.polyhead(...QUICK, ...failing).code).toBe(1)
  expect(markup(report('failed'))).toMatch(/<p class="failed">failed in .*loss/)
})

test('options of charts come from a YAML file; one that names no chart is refused where it does', () => {
  project.write('charts.yaml', 'bars: {title: {text: mine}}\n')
  const page = project.read(report('all/sweep/1', '--charts', 'charts.yaml'))
  expect(page.includes('"changes":{"bars":{"title":{"text":"mine"}}}')).toBe(true)
  project.write('wrong.yaml', 'bars: {}\ntrails: {}\n')
  const { code, stderr } = project.polyhead('report', 'all/sweep/1', '--charts', 'wrong.yaml')
  expect(code).toBe(2)
  expect(stderr).toContain("wrong.yaml:2:1  there is no chart 'trails'")
  expect(stderr).toContain("did you mean 'trials'?")
  expect(project.polyhead('report', 'all/sweep/1', '--charts', 'none.yaml').stderr).toContain(
    "'none.yaml' is not there",
  )
})

describe.skipIf(noBrowser)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  test.each([
    [1280, 'light'],
    [400, 'dark'],
  ] as const)('the page of a run at %d pixels, %s', async (width, colorScheme) => {
    const viewport = { width, height: 800 }
    const { page, problems } = await openFile(browser, join(project.dir, report('all/sweep/1')), {
      viewport,
      colorScheme,
    })
    expect(await page.title()).toBe('Run 1')
    expect(await page.locator('h2').allTextContents()).toEqual([
      'Results',
      'Confusion matrices',
      'Curves',
      "Tasks' gradients",
      'Config',
      'Environment',
    ])
    const labels = (await drawCharts(page)).join()
    for (const title of ['test accuracy', 'confusions of task 2', 'loss', 'validation accuracy by task', 'mean cosine'])
      expect(labels).toContain(title)
    const key = page.locator('th', { hasText: /^optimizer\.lr$/ })
    const value = page.locator('tr', { has: key }).locator('td')
    expect(await value.textContent()).toBe('0.2')
    // In a narrow window a value stands below its key, whole.
    const [above, below] = [await key.boundingBox(), await value.boundingBox()]
    expect((below?.y ?? 0) > (above?.y ?? 0)).toBe(width === 400)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await seriousFaults(page)).toEqual([])
    expect(problems).toEqual([])
    await page.close()
  })

  test('the page of a folder has means, curves of its runs, and leads to their pages', async () => {
    report('all/sweep/1')
    const { page, problems } = await openFile(browser, join(project.dir, report('all')))
    expect(await page.locator('h2').allTextContents()).toEqual([
      'Means over seeds, with standard deviations and 95 % intervals',
      'Learning curves of the best',
      '2 runs',
    ])
    expect(await page.locator('td', { hasText: ' ± ' }).count()).toBeGreaterThanOrEqual(3)
    expect((await drawCharts(page)).length).toBeGreaterThanOrEqual(5)
    expect(await seriousFaults(page)).toEqual([])
    await page.locator('a', { hasText: '1' }).click()
    await page.waitForURL(/sweep\/1\/report\.html$/)
    expect(await page.title()).toBe('Run 1')
    expect(problems).toEqual([])
    await page.close()
  })

  test('the page of a sweep has its trials, the best one as it is typed, and the curves of the best', async () => {
    const { page, problems } = await openFile(browser, join(project.dir, report('all/sweep')))
    expect(await page.title()).toBe('Sweep sweep')
    expect(await page.locator('code').first().textContent()).toMatch(/^experiment=permuted_digits .*seed=[12]/)
    expect(await page.locator('td', { hasText: ' ± ' }).count()).toBeGreaterThanOrEqual(3)
    expect(await page.locator('#trials tbody tr').count()).toBe(2)
    expect((await drawCharts(page)).length).toBeGreaterThanOrEqual(6)
    expect(await seriousFaults(page)).toEqual([])
    expect(problems).toEqual([])
    await page.close()
  })
})
