/** Text that cannot be markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light }
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid #ddd }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem }
.charts svg { width: 100%; max-width: 38rem; height: auto }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums } .wide { overflow-x: auto } .wide td, .wide th { white-space: nowrap }
th, td { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0 } th { font-weight: 600; color: #555 }
td { overflow-wrap: anywhere } tr + tr { border-top: 1px solid #eee } .status { color: #666 } .failed { color: #b00020 }
code { font-size: .88rem }
`

/** A whole page: nothing in it is loaded from elsewhere, and nothing in it is a script. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`
}

/** A table of names and values. */
export function htmlFacts(facts: Iterable<readonly [name: string, value: string]>): string {
  const rows = Array.from(
    facts,
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return `<table>${rows.join('\n')}</table>`
}

/** A table with a header; `cells` are escaped, `links` gives a cell's address. */
export function htmlTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  link?: (row: number) => string | undefined,
): string {
  const head = header.map((name) => `<th>${escapeHtml(name)}</th>`).join('')
  const body = rows.map((row, i) => {
    const address = link?.(i)
    const cells = row.map((cell, column) =>
      column === 0 && address !== undefined
        ? `<td><a href="${escapeHtml(address)}">${escapeHtml(cell)}</a></td>`
        : `<td>${escapeHtml(cell)}</td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  return `<div class="wide"><table><tr>${head}</tr>\n${body.join('\n')}</table></div>`
}
