import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Survey } from '../../inspect/survey.js'
import { isWithin } from '../../run/confine.js'
import { shellWord } from '../../util/shell-word.js'
import { statPath } from '../../util/stat-path.js'
import type { ProjectPlan } from './project-plan.js'
import { commandsText } from './survey-text.js'

const POLYHEAD = ['npx', 'polyhead']

/** As deep as a tree of configs may be. */
const DEEPEST = 32

/** What a project of a tree has beside the tree. */
interface Laid {
  /** By their path below the tree. */
  stubs: ReadonlyMap<string, string>
  /** What was found, in paragraphs. */
  report: readonly string[]
}

/**
 * A project whose `configs` is a copy of a tree that was written for Hydra, or that tree itself.
 * @param dir of the project
 */
export function projectFromHydra(dir: string, tree: string, survey: Survey, laid: Laid): ProjectPlan {
  const copied = tree === join(dir, 'configs') ? [] : configFiles(tree)
  const packs = survey.resolvers.some(({ by }) => by === 'math') ? { polyhead: { resolvers: ['math'] } } : {}
  return {
    parts: (version) => ({
      scripts: { check: 'polyhead check' },
      ...packs,
      dependencies: { polyhead: `^${version}` },
    }),
    files: ({ name }) =>
      new Map<string, string | Uint8Array>([
        ['.gitignore', 'node_modules/\noutputs/\nmultirun/\n'],
        ['README.md', readme(name, [...laid.report, commandsText(survey, ...POLYHEAD)].join('\n\n'))],
        ...copied.map((file) => [join('configs', file), readFileSync(join(tree, file))] as const),
        ...[...laid.stubs].map(([file, text]) => [join('configs', file), text] as const),
      ]),
    again: (there) => [there, '--from-hydra', join(there, 'configs')],
    next: () => survey.commands.map((words) => [...POLYHEAD, ...words].map(shellWord).join(' ')),
  }
}

/**
 * What Hydra reads of a folder, and the schemas beside that, by their path below it. What a link has elsewhere is not
 * taken over, and a folder that leads back to one around it is not entered.
 */
function configFiles(root: string): string[] {
  const found: string[] = []
  const whole = realpathSync(root)
  const visit = (folder: string, outer: readonly string[]) => {
    const real = realpathSync(folder)
    if (outer.includes(real) || outer.length === DEEPEST) return
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name)
      const kind = statPath(path)
      if (kind?.isDirectory()) visit(path, [...outer, real])
      else if (kind?.isFile() && /\.(?:ya?ml|schema\.json)$/.test(name) && isWithin(realpathSync(path), whole))
        found.push(relative(root, path))
    }
  }
  visit(root, [])
  return found
}

function readme(name: string, report: string): string {
  return `# ${name}

Configs written for Hydra, in \`configs/\`. What they were made of when they were taken over:

\`\`\`
${report}
\`\`\`
`
}
