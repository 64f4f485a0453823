import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../util/package-root.js'

/** Files of the pages, by their names in `dist/browser/`. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['charts.js', 'text/javascript; charset=utf-8'],
  ['ui.js', 'text/javascript; charset=utf-8'],
  ['ui.css', 'text/css; charset=utf-8'],
])

/** A file of the pages; undefined where there is no such file. */
export function readAsset(name: string): { content: Uint8Array<ArrayBuffer>; type: string } | undefined {
  const type = ASSETS.get(name)
  if (type === undefined) return undefined
  return { content: new Uint8Array(readFileSync(join(packageRoot, 'dist', 'browser', name))), type }
}

/** The one page, which its script fills. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>polyhead</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/ui.css">
<script defer src="/charts.js"></script>
<script defer src="/ui.js"></script>
</head>
<body><div id="app"></div><noscript>These pages are drawn by a script.</noscript></body>
</html>
`
