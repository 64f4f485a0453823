import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

const { terminalSvg } = await import(join(packageRoot, 'docs/figures/terminal-svg.mjs'))

const lines = [
  { text: '$ polyhead a<b', at: 0, kind: 'command' },
  { text: '  no key & no value', at: 2, kind: 'error' },
] as const

test('each line of a terminal appears when it was printed, again and again', () => {
  const svg = terminalSvg(lines, 'a "run"')
  expect(svg).toContain('>$ polyhead a&lt;b</text>')
  // The second of eight seconds: the picture rests for six.
  expect(svg).toMatch(
    /no key &amp; no value<animate [^>]*keyTimes="0;0\.2500"[^>]*dur="8\.00s" repeatCount="indefinite"\/>/,
  )
  expect(svg.match(/<animate /g)).toHaveLength(1)
  expect(svg).toContain('aria-label="a &quot;run&quot;"')
})

test('the picture of the README shows a run, a mistake with its hint, and the run had again', () => {
  const svg = readFileSync(join(packageRoot, 'docs/run.svg'), 'utf8')
  for (const shown of ['average test accuracy 0.9', "did you mean 'optimizer.lr'?", 'identical: outputs/'])
    expect(svg).toContain(shown)
  const times = [...svg.matchAll(/keyTimes="0;([\d.]+)"/g)].map(([, time]) => Number(time))
  expect(times.length).toBeGreaterThan(20)
  expect(times).toEqual([...times].sort((a, b) => a - b))
})
