// The pages, seen by a real browser where one is installed (POLYHEAD_CHROMIUM, default /usr/bin/chromium); word:
// chromium.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const executablePath = process.env.POLYHEAD_CHROMIUM ?? '/usr/bin/chromium'
const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=2',
  'trainer.limit_train_batches=3',
  'train_tasks=2',
  'eval_tasks=2',
]

let project: Project
beforeAll(() => {
  project = new Project()
  const sweep = project.polyhead(
    '-m',
    ...QUICK,
    'seed=1,2',
    '+vars.note="<script>alert(1)</script>"',
    'hydra.sweep.dir=sweep',
  )
  expect(sweep.code, sweep.stderr).toBe(0)
})
afterAll(() => project.remove())

test('a run ends with a page of its own, which loads nothing and runs nothing', () => {
  const page = project.read('sweep/0/report.html')
  expect(page).not.toMatch(/<script|<link|<iframe|src=|@import|url\(/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain("default-src 'none'")
})

test('report makes the page of a run again from its files', () => {
  const before = project.read('sweep/0/report.html')
  project.write('sweep/0/report.html', 'gone')
  const { code, stdout } = project.polyhead('report', 'sweep/0')
  expect([code, stdout]).toEqual([0, 'sweep/0/report.html\n'])
  expect(project.read('sweep/0/report.html')).toBe(before)
})

test('a folder without runs is refused', () => {
  project.write('empty/notes.txt', '')
  const { code, stderr } = project.polyhead('report', 'empty')
  expect(code).toBe(2)
  expect(stderr).toContain('there is no run in')
})

test('a run that failed has a page that says why', () => {
  expect(
    project.polyhead(...QUICK, 'optimizer.lr=1e30', 'trainer.limit_train_batches=20', 'hydra.run.dir=failed').code,
  ).toBe(1)
  expect(project.read('failed/report.html')).toMatch(/<p class="failed">failed in .*loss/)
})

describe.skipIf(!existsSync(executablePath) && !required('chromium'))('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, headless: true, chromiumSandbox: false })
  })
  afterAll(() => browser?.close())

  async function open(file: string) {
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('console', (message) => problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) problems.push(request.url())
    })
    await page.goto(pathToFileURL(join(project.dir, file)).href)
    return { page, problems }
  }

  test('the page of a run shows curves, bars, config and environment', async () => {
    const { page, problems } = await open('sweep/1/report.html')
    expect(await page.title()).toBe('Run 1')
    expect(await page.locator('h2').allTextContents()).toEqual(['Results', 'Curves', 'Config', 'Environment'])
    const charts = page.locator('svg')
    expect(await charts.count()).toBeGreaterThanOrEqual(6)
    for (const chart of await charts.all()) expect((await chart.boundingBox())?.width).toBeGreaterThan(300)
    const titles = await charts.locator('text').allTextContents()
    expect(titles).toEqual(expect.arrayContaining(['test accuracy', 'task 2', 'loss', 'validation accuracy by task']))
    const row = page.locator('tr', { has: page.locator('th', { hasText: /^optimizer\.lr$/ }) })
    expect(await row.locator('td').textContent()).toBe('0.2')
    expect(problems).toEqual([])
    await page.close()
  })

  test('the page of a folder leads to the pages of its runs', async () => {
    expect(project.polyhead('report', 'sweep').stdout).toBe('sweep/report.html\n')
    const { page, problems } = await open('sweep/report.html')
    expect(await page.locator('h2').allTextContents()).toEqual([
      'Means over seeds, with standard deviations and 95 % intervals',
      '2 runs',
    ])
    expect(await page.locator('td', { hasText: ' ± ' }).count()).toBeGreaterThanOrEqual(3)
    await page.locator('a', { hasText: '1' }).click()
    await page.waitForURL(/sweep\/1\/report\.html$/)
    expect(await page.title()).toBe('Run 1')
    expect(problems).toEqual([])
    await page.close()
  })
})
