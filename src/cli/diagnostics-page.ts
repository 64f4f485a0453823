import { extname } from 'node:path'
import { type DiagnosticMeaning, diagnosticCodes, TRAINING } from '../util/diagnostic-codes.js'

/** `docs/diagnostics.md`. */
export function diagnosticsPage(): string {
  const all: [string, DiagnosticMeaning][] = Object.entries(diagnosticCodes)
  return [INTRODUCTION, ...all.map(([code, meaning]) => section(code, meaning))].join('\n')
}

const INTRODUCTION = `# Diagnostics

Every error and warning has a code, which stays while messages become better: \`--json\` prints it, and a \`ConfigError\`
holds it in \`diagnostics\`. The checks of plugins may use these codes, or codes of their own.

Each code is listed with a command that gives it in an empty folder, or in one with the files that are shown, or else
with a case in words. The commands are tried by the tests. Where one speaks of \`outputs/mine\`, this came before:

\`\`\`sh
${TRAINING}
\`\`\`
`

function section(code: string, meaning: DiagnosticMeaning): string {
  const text = `${meaning.means[0]?.toUpperCase()}${meaning.means.slice(1)}.`
  const example =
    'when' in meaning
      ? `Such as: ${meaning.when}\n`
      : [...shownFiles(meaning), fenced('sh', meaning.command)].join('\n')
  return `## ${code}\n\n${text}\n\n${example}`
}

function shownFiles({ files = {} }: { files?: Readonly<Record<string, string>> }): string[] {
  return Object.entries(files).map(([name, text]) => `\`${name}\`\n\n${fenced(extname(name).slice(1), text)}`)
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`
}
