import { componentGroups, partGroups } from '../registry/manifest.js'

const modeline = /^# yaml-language-server: \$schema=.*(?:\r\n|\n|$)/m
const packageHeader = /^\s*#\s*@package\b[^\r\n]*(?:\r\n|\n|$)/

/**
 * A config's text with the line that tells an editor its schema: on top, but below a `# @package` line, which must stay
 * the first. A line that is there already is replaced.
 * @param schema the schema's path, relative to the file's folder
 */
export function withModeline(text: string, schema: string): string {
  const bare = withoutModeline(text)
  const mark = bare.startsWith('\ufeff') ? 1 : 0
  const body = bare.slice(mark)
  const end = /\r\n/.test(body) ? '\r\n' : '\n'
  const header = packageHeader.exec(body)?.[0] ?? ''
  const above = header !== '' && !header.endsWith('\n') ? header + end : header
  return `${bare.slice(0, mark)}${above}# yaml-language-server: $schema=${schema}${end}${body.slice(header.length)}`
}

/** The text as it was before `withModeline`. */
export function withoutModeline(text: string): string {
  return text.replace(modeline, '')
}

/**
 * Which editor schema fits a file: that of its group, or `config` for what goes to the root; undefined where none does.
 * @param path below its config folder, with `/`: `optimizer/mine.yaml`, `config.yaml`, `experiment/a.yaml`
 */
export function editorSchemaFor(path: string, text: string): string | undefined {
  const [group = '', ...rest] = path.split('/')
  if (rest.length === 0 || group === 'experiment') return 'config'
  const header = packageHeader.exec(withoutModeline(text))?.[0] ?? ''
  if (/@package\s+_global_\s*$/.test(header.trimEnd())) return 'config'
  return [...componentGroups, ...partGroups].find((name) => name === group)
}
