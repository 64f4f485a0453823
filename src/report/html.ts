import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../util/package-root.js'
import type { PageData } from './page-data.js'

/** Text that cannot be markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/**
 * A whole page in one file. Nothing in it is loaded from elsewhere, and nothing in it runs or sets a style but what we
 * put there: the policy names it by its checksum.
 * @param body markup, with an element for each part of the data that is drawn
 */
export function htmlPage(title: string, body: string, data: PageData): string {
  const scripts = ['charts.js', 'pages.js'].map(browserFile)
  const style = browserFile('pages-style.css')
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(checksum).join(' ')}`,
    `style-src ${checksum(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><div id="theme"></div></header>
<main>
${body}
</main>
<script type="application/json" id="data">${jsonText(data)}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`
}

/** What the build has made for browsers. */
function browserFile(name: string): string {
  return readFileSync(join(packageRoot, 'dist', 'browser', name), 'utf8')
}

function checksum(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** JSON in which nothing ends a script, or begins a comment. */
function jsonText(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

/** A table of names and values. */
export function htmlFacts(facts: Iterable<readonly [name: string, value: string]>): string {
  const rows = Array.from(
    facts,
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return `<table class="facts">${rows.join('\n')}</table>`
}

/** A cell: text, and, where that is rounded, the value that it is sorted by. */
export type HtmlCell = string | { text: string; value: string | number }

/**
 * A table with a header, whose columns sort it.
 * @param row of each row: the address of its first cell, and the number of its trial
 */
export function htmlTable(
  header: readonly string[],
  rows: readonly (readonly HtmlCell[])[],
  row: (place: number) => { link?: string | undefined; trial?: number } = () => ({}),
): string {
  const head = header.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')
  const body = rows.map((cells, place) => {
    const { link, trial } = row(place)
    const all = cells.map((cell, column) => {
      const { text, value } = typeof cell === 'string' ? { text: cell, value: cell } : cell
      const shown = escapeHtml(text)
      const attribute = String(value) === text ? '' : ` data-value="${escapeHtml(String(value))}"`
      const content = column === 0 && link !== undefined ? `<a href="${escapeHtml(link)}">${shown}</a>` : shown
      return `<td${attribute}>${content}</td>`
    })
    return `<tr${trial === undefined ? '' : ` data-trial="${trial}"`}>${all.join('')}</tr>`
  })
  return `<div class="wide" tabindex="0" role="region" aria-label="table"><table class="sortable"><thead><tr>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`
}
