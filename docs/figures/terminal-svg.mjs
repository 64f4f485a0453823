/** Height of a line, and where the first one begins. */
const [LINE, TOP, LEFT] = [19, 52, 20]
/** How long the last picture stays, in seconds. */
const REST = 6

const colours = { command: '#9ece6a', error: '#f7768e', text: '#a9b1d6' }

const asXml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Browsers show several spaces as one, unless they are such as do not break. */
const kept = (text) => text.replaceAll(/^ | (?= )|(?<= ) /g, '\u00a0')

/**
 * A terminal as an SVG: each line appears when it was printed. What does not move pictures shows all lines.
 * @param lines `{text, at, kind}`: `at` in seconds from the start, `kind` one of `command`, `error`, `text`
 * @param label what the picture shows, for those who do not see it
 */
export function terminalSvg(lines, label) {
  const width = 800
  const height = TOP + lines.length * LINE + 12
  const total = (lines.at(-1)?.at ?? 0) + REST
  const row = ({ text, at, kind }, i) => {
    const y = TOP + i * LINE
    const from = (at / total).toFixed(4)
    const appears = `<animate attributeName="opacity" values="0;1" keyTimes="0;${from}" calcMode="discrete" dur="${total.toFixed(2)}s" repeatCount="indefinite"/>`
    return `<text x="${LEFT}" y="${y}" fill="${colours[kind]}">${asXml(kept(text))}${at > 0 ? appears : ''}</text>`
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${asXml(label)}">
<rect width="${width}" height="${height}" rx="8" fill="#1a1b26"/>
<circle cx="20" cy="18" r="6" fill="#f7768e"/><circle cx="40" cy="18" r="6" fill="#e0af68"/><circle cx="60" cy="18" r="6" fill="#9ece6a"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="13.5">
${lines.map(row).join('\n')}
</g>
</svg>
`
}
