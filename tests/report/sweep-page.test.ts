import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Study } from '../../src/report/study.js'
import { sweepPage } from '../../src/report/sweep-page.js'
import { comeTo, drawCharts, launchBrowser, noBrowser, openFile, seriousFaults } from '../helpers/browser.js'

const HOSTILE = '</script><img src=x onerror=alert(1)>'

const study: Study = {
  name: HOSTILE,
  metrics: [
    { name: 'acc', direction: 'maximize' },
    { name: 'cost', direction: 'minimize' },
  ],
  parameters: [
    { name: 'optimizer.lr', kind: 'float', low: 1e-4, high: 1, log: true, labels: [] },
    { name: 'backbone', kind: 'category', low: 0, high: 1, log: false, labels: ['mlp', HOSTILE] },
    { name: 'width', kind: 'int', low: 1, high: 40, log: false, labels: [] },
  ],
  trials: Array.from({ length: 40 }, (_, num) => ({
    num,
    status: num === 7 ? ('failed' as const) : ('done' as const),
    params: {
      'optimizer.lr': 10 ** ((-4 * ((num * 17) % 40)) / 40),
      backbone: num % 2 ? 'mlp' : HOSTILE,
      width: 40 - num,
    },
    values: num === 7 ? [null, null] : [((num * 17) % 40) / 40, ((num * 11) % 40) / 40],
    curve: { steps: [], values: [] },
    seconds: num / 2,
    dir: String(num),
    ...(num === 7 && { error: HOSTILE }),
  })),
  front: [3, 30],
}
const curves = ['val/acc', 'val/loss'].map((title) => ({
  title,
  curves: [3, 30].map((num) => ({
    name: `#${num}`,
    steps: [0, 1, 2, 3],
    epochs: [0, 0, 1, 1],
    values: [0.1, 0.2, null, num],
  })),
}))

const folder = mkdtempSync(join(tmpdir(), 'polyhead-sweep-page-'))
const file = join(folder, 'report.html')
const html = sweepPage(study, {
  overrides: new Map(study.trials.map(({ num }) => [num, [`width=${40 - num}`, "name='a b'"]])),
  curves,
  groups: [],
  link: ({ num }) => (num === 0 ? '0/report.html' : undefined),
  changes: { trials: { title: { text: 'my own title' } } },
})
beforeAll(() => writeFileSync(file, html))
afterAll(() => rmSync(folder, { recursive: true }))

test('the page is one file, in which nothing runs but its own scripts', () => {
  const markup = html.slice(0, html.indexOf('<script'))
  expect(markup).not.toMatch(/<link|<iframe|<img|@import|\ssrc="/)
  expect(markup).toMatch(/content="default-src 'none'; script-src 'sha256-[^"]+; style-src 'sha256-/)
  expect(markup).not.toContain('unsafe')
  expect(html.match(/<script/g)).toHaveLength(3)
})

test('without a script it has the best trials as they are typed, and the table', () => {
  const [, words] = /<code>(.*?)<\/code>/.exec(html) ?? []
  expect(words).toBe("width=37 'name='\\''a b'\\'''")
  const markup = html.slice(0, html.indexOf('<script'))
  expect(markup).toContain('<h2>Pareto front</h2>')
  expect(markup).toContain('<a href="0/report.html">#0</a>')
  expect(markup).toContain('40 trials: 39 done, 1 failed')
})

describe.skipIf(noBrowser)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  const rows = (page: { locator(selector: string): Locator }) => page.locator('#trials tbody tr:visible')
  const columns = { acc: 6, cost: 7 }

  test('what is brushed on an axis is what the table shows, until all is shown again', async () => {
    const { page, problems } = await openFile(browser, file)
    expect(await rows(page).count()).toBe(40)
    const chart = page.locator('.parallel .chart')
    await comeTo(chart)
    const box = (await chart.boundingBox()) as { x: number; y: number; width: number; height: number }
    // Of five axes the fourth, which is the accuracy's: its upper half.
    const x = box.x + 56 + ((box.width - 112) * 3) / 4
    await page.mouse.move(x, box.y + 90)
    await page.mouse.down()
    await page.mouse.move(x, box.y + 150, { steps: 5 })
    await page.mouse.move(x, box.y + 200, { steps: 5 })
    await page.mouse.up()
    await page.locator('p[aria-live]', { hasText: /^\d+ of 40 trials$/ }).waitFor()
    const shown = await rows(page).locator(`td:nth-child(${columns.acc})`).allTextContents()
    expect(shown.length).toBeGreaterThan(5)
    expect(shown.length).toBeLessThan(35)
    const all = study.trials.flatMap(({ values }) => values[0] ?? [])
    const best = [...all].sort((a, b) => b - a).slice(0, shown.length + 3)
    for (const text of shown) expect(best).toContain(Number(text))
    await page.locator('button', { hasText: 'all trials' }).click()
    await page.locator('p[aria-live]', { hasText: /^40 trials$/ }).waitFor()
    expect(await rows(page).count()).toBe(40)
    expect(problems).toEqual([])
    await page.close()
  })

  test('a column sorts the table, up and down, by what is rounded in it; what is empty is last', async () => {
    const { page, problems } = await openFile(browser, file)
    const button = page.locator('#trials th button', { hasText: /^acc$/ })
    const values = async () =>
      (await rows(page).locator(`td:nth-child(${columns.acc})`).allTextContents()).filter(Boolean).map(Number)
    await button.focus()
    await page.keyboard.press('Enter')
    const up = await values()
    expect(up).toEqual([...up].sort((a, b) => a - b))
    expect(await page.locator('#trials th[aria-sort=ascending]').count()).toBe(1)
    expect(await rows(page).last().locator('td').first().textContent()).toBe('#7')
    await page.keyboard.press('Enter')
    expect(await values()).toEqual(up.toReversed())
    expect(await rows(page).last().locator('td').first().textContent()).toBe('#7')
    expect(problems).toEqual([])
    await page.close()
  })

  test('a tooltip names the curves under the pointer, and their values', async () => {
    const { page, problems } = await openFile(browser, file)
    const chart = page.locator('.chart').last()
    await comeTo(chart)
    const box = (await chart.boundingBox()) as { x: number; y: number; width: number; height: number }
    const tooltip = async () => {
      await page.mouse.move(box.x + box.width - 40, box.y + 150)
      await page.mouse.move(box.x + box.width - 41, box.y + 150)
      return await chart.textContent()
    }
    await expect.poll(tooltip).toMatch(/step 3●#3 {2}3●#30 {2}30/)
    expect(problems).toEqual([])
    await page.close()
  })

  test('smoothing, logarithm and epochs are drawn when they are chosen, and a double click takes back the zoom', async () => {
    const { page, problems } = await openFile(browser, file)
    const chart = page.locator('.chart').last()
    await comeTo(chart)
    const pictures = [await chart.screenshot()]
    const changed = async () => {
      await page.mouse.move(0, 0)
      const picture = await chart.screenshot()
      for (const before of pictures) expect(picture.equals(before)).toBe(false)
      pictures.push(picture)
    }
    await page.locator('input[type=range]').fill('0.8')
    await changed()
    await page.getByLabel('logarithmic').check()
    await changed()
    await page.getByLabel('axis').selectOption('epoch')
    await changed()
    await chart.hover()
    await page.mouse.wheel(0, -400)
    await changed()
    await chart.dblclick()
    await page.mouse.move(0, 0)
    expect((await chart.screenshot()).equals(pictures[3] as Buffer)).toBe(true)
    expect(problems).toEqual([])
    await page.close()
  })

  test('another metric changes what is drawn of it', async () => {
    const { page, problems } = await openFile(browser, file)
    const before = await drawCharts(page)
    expect(before[0]).toContain('my own title')
    expect(before[1]).toContain('importance for acc')
    await page.getByLabel('metric').selectOption('cost')
    const importance = page.locator('.chart').nth(1)
    await expect.poll(() => importance.getAttribute('aria-label')).toContain('importance for cost')
    expect(problems).toEqual([])
    await page.close()
  })

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)('at %d pixels, %s, all fits, can be read and is reached by keys', async (width, colorScheme) => {
    const { page, problems } = await openFile(browser, file, { viewport: { width, height: 800 }, colorScheme })
    expect(await drawCharts(page)).toHaveLength(9)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = 'rgb(22, 24, 28)'
    expect(await ground()).toBe(colorScheme === 'dark' ? dark : 'rgb(255, 255, 255)')
    expect(await seriousFaults(page)).toEqual([])
    await page.locator('#theme button').click()
    await expect.poll(ground).toBe(colorScheme === 'dark' ? 'rgb(255, 255, 255)' : dark)
    expect(problems).toEqual([])
    await page.close()
  })
})
