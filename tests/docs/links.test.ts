import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

const pages = [
  ...readdirSync(packageRoot).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

/** A page without its code. */
function prose(page: string): string {
  return readFileSync(join(packageRoot, page), 'utf8')
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
}

/** The names that a page's headings have as the target of a link. */
function anchors(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

test.each(pages)('the links of %s lead to a page and a heading that are there', (page) => {
  const links = [...prose(page).matchAll(/\]\(\s*([^)\s]+)\s*\)/g)].map(([, target]) => target as string)
  const broken = links.filter((link) => {
    if (/^https?:/.test(link)) return false
    const [path = '', heading] = link.split('#')
    const file = path === '' ? join(packageRoot, page) : resolve(packageRoot, dirname(page), path)
    return !existsSync(file) || (heading !== undefined && !anchors(file).has(heading))
  })
  expect(broken).toEqual([])
})

test('every page of docs/ can be reached from the README, or from the index that it names', () => {
  const readme = prose('README.md')
  expect(readme).toContain('(docs/index.md)')
  const index = prose('docs/index.md')
  const isLinked = (page: string) => readme.includes(`(${page})`) || index.includes(`(${page.slice('docs/'.length)})`)
  expect(pages.filter((page) => page.startsWith('docs/') && !isLinked(page))).toEqual([])
})
