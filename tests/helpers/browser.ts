import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { required } from './required.js'

/** The browser that pages are looked at with: `POLYHEAD_CHROMIUM`, default /usr/bin/chromium. Word: chromium. */
const executablePath = process.env.POLYHEAD_CHROMIUM ?? '/usr/bin/chromium'

/** Whether tests that need the browser are left out. */
export const noBrowser = !existsSync(executablePath) && !required('chromium')

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false })
}

/** A page, and all that must not happen on it: messages, errors, and requests of what is no file. */
export async function openFile(browser: Browser, file: string, options: BrowserContextOptions = {}) {
  const page = await browser.newPage(options)
  const problems: string[] = []
  page.on('console', (message) => problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) problems.push(request.url())
  })
  await page.goto(pathToFileURL(file).href)
  return { page, problems }
}

/** Comes to a chart, which is drawn when it is nearly seen. */
export async function comeTo(chart: Locator): Promise<void> {
  await chart.scrollIntoViewIfNeeded()
  await chart.locator('canvas').first().waitFor()
}

/** Comes to each chart of a page, so that it is drawn. @returns what each says of itself to those who do not see it */
export async function drawCharts(page: Page): Promise<string[]> {
  const labels: string[] = []
  for (const chart of await page.locator('.chart').all()) {
    await comeTo(chart)
    labels.push((await chart.getAttribute('aria-label')) ?? '')
  }
  return labels
}

/**
 * What axe-core finds on a page that is serious, or worse.
 * @param runOnly rules; all of them by default
 */
export async function seriousFaults(page: Page, runOnly?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly })
  const run = `axe.run(document, ${options}).then(({violations}) => violations)`
  const violations = (await page.evaluate(run)) as { id: string; impact: string; nodes: { html: string }[] }[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}
