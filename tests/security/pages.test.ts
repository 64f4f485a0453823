import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { folderPage } from '../../src/report/folder-page.js'
import { runPage } from '../../src/report/run-page.js'
import { runRecord } from '../helpers/run-record.js'
import { finishedRun } from '../report/summaries.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-report-'))
afterAll(() => rmSync(root, { recursive: true }))

function runDirectory(name: string): string {
  mkdirSync(join(root, name), { recursive: true })
  writeFileSync(join(root, name, 'run.json'), JSON.stringify(runRecord()))
  return join(root, name)
}

test('a page of 60,000 metrics shows some of them, and says so', () => {
  const dir = runDirectory('many')
  const names = Array.from({ length: 60_000 }, (_, i) => `metric_${i}`)
  const row = (step: number) => `${names.map((_, i) => i + step).join(',')},${step}\n`
  writeFileSync(join(dir, 'metrics.csv'), `${names.join(',')},step\n${row(0)}${row(1)}`)
  const began = performance.now()
  const page = runPage(dir, runRecord())
  expect(performance.now() - began).toBeLessThan(60_000)
  expect(page.includes('metric (50 of 60000)')).toBe(true)
  expect(page.length).toBeLessThan(2 * 2 ** 20)
})

test('a log of more than 64 MiB is not drawn, and the page says so', () => {
  const dir = runDirectory('large')
  writeFileSync(join(dir, 'metrics.csv'), 'a,step\n')
  truncateSync(join(dir, 'metrics.csv'), 200 * 2 ** 20)
  const page = runPage(dir, runRecord())
  expect(page.includes('metrics.csv has more than 64 MiB: its curves are not drawn.')).toBe(true)
})

test('links of a folder’s page are relative, encoded part by part, and lead to pages that are there', () => {
  const names = ['a b/50%', 'c?x=1#y', 'javascript:alert(1)', 'none', 'linked']
  for (const name of names) runDirectory(name)
  for (const name of names.slice(0, 3)) writeFileSync(join(root, name, 'report.html'), '')
  symlinkSync('/etc/passwd', join(root, 'linked/report.html'))
  const page = folderPage(
    root,
    names.map((name) => finishedRun(name, {}, { 1: 1 })),
  )
  expect(
    Array.from(page.slice(0, page.indexOf('<script')).matchAll(/href="([^"]*)"/g), ([, address]) => address),
  ).toEqual(['a%20b/50%25/report.html', 'c%3Fx%3D1%23y/report.html', 'javascript%3Aalert(1)/report.html'])
})
