/** A command: it says its operands, until it does something. */
export function command({ kebab, camel }) {
  return {
    files: {
      [`src/cli/commands/${kebab}.ts`]: `import { print } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const ${camel} = defineCommand({
  name: '${kebab}',
  summary: 'print words',
  help: ['Prints its words, one a line.'],
  examples: ['polyhead ${kebab} one two'],
  operands: {
    words: { type: 'text', name: 'WORD', count: 'many', about: 'what to print' },
  },
  options: {},
  overrides: false,
  async run({ operands }) {
    print(\`\${operands.words.join('\\n')}\\n\`)
    return EXIT.done
  },
})
`,
      [`tests/cli/${kebab}.test.ts`]: `import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

test('${kebab} prints its words', () => {
  const project = new Project()
  try {
    expect(project.polyhead('${kebab}', 'one', 'two')).toMatchObject({ code: 0, stdout: 'one\\ntwo\\n' })
  } finally {
    project.remove()
  }
})
`,
    },
    edits: [
      [
        'src/cli/commands/index.ts',
        "import { predict } from './predict.js'\n",
        `import { ${camel} } from './${kebab}.js'\n`,
      ],
      ['src/cli/commands/index.ts', '    help,\n', `    ${camel},\n`],
    ],
  }
}
