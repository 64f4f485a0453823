import { join } from 'node:path'
import ts from 'typescript'

/**
 * What the compiler says of some files of a project, and of them alone: `tsc` checks all that they import beside, which
 * takes many times as long.
 * @param files absolute
 * @param change of a file's text, before it is read
 */
export function typeFaults(
  root: string,
  files: readonly string[],
  change: (file: string, text: string | undefined) => string | undefined = (_, text) => text,
): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [...files] }, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const read = host.readFile
  host.readFile = (file) => change(file, read(file))
  const program = ts.createProgram(files, { ...options, incremental: false, tsBuildInfoFile: undefined }, host)
  return files.flatMap((file) => {
    const source = program.getSourceFile(file)
    if (!source) return [`${file}: not there`]
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((fault) => {
      const line = source.getLineAndCharacterOfPosition(fault.start ?? 0).line
      return `${file}:${line + 1} ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`
    })
  })
}
