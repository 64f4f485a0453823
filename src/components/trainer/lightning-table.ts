import { lightningKeys } from './lightning-keys.js'

const START = '<!-- generated: trainer -->\n'
const END = '<!-- end -->'

const EFFECTS = { works: 'works', idle: 'no effect', single: 'one process' } as const

/** The guide with the table of Lightning's keys written anew between its marks. */
export function withTrainerTable(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  const rows = Object.entries(lightningKeys).map(([key, { effect, here }]) => [`\`${key}\``, EFFECTS[effect], here])
  const lines = [['`trainer.…`', '', 'here'], ['---', '---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |\n`)
  return page.slice(0, start + START.length) + lines.join('') + page.slice(end)
}
