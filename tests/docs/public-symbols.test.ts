import { join, relative } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

const entries = ['src/index.ts', 'src/compose/index.ts', 'src/runs/index.ts', 'src/testing/index.ts']
/** Here the members are described too: they are what plugins implement and extend. */
const contracts = /^src\/(nn|training|runs|testing)\//

describe('what users import says what it is', () => {
  let checker: ts.TypeChecker
  let program: ts.Program

  beforeAll(() => {
    const { config } = ts.readConfigFile(join(packageRoot, 'tsconfig.json'), ts.sys.readFile)
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, packageRoot)
    program = ts.createProgram(
      entries.map((entry) => join(packageRoot, entry)),
      options,
    )
    checker = program.getTypeChecker()
  })

  const isDescribed = (symbol: ts.Symbol) =>
    symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0

  function fileOf(symbol: ts.Symbol): string {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
    return relative(packageRoot, file)
  }

  /** What others see of a class or interface. */
  function publicMembers(symbol: ts.Symbol): ts.Symbol[] {
    return [...(symbol.members?.values() ?? [])].filter((member) => {
      const declaration = member.declarations?.[0]
      if (!declaration || /^(#|__)/.test(member.name)) return false
      if (member.flags & ts.SymbolFlags.TypeParameter) return false
      return !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private)
    })
  }

  test.each(entries)('all that %s exports', (entry) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(packageRoot, entry)) as ts.SourceFile)
    const silent: string[] = []
    for (const exported of checker.getExportsOfModule(module as ts.Symbol)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const file = fileOf(symbol)
      if (!file.startsWith('src/')) continue
      if (!isDescribed(symbol)) silent.push(`${file}: ${exported.name}`)
      if (!contracts.test(file)) continue
      for (const member of publicMembers(symbol)) {
        if (!isDescribed(member)) silent.push(`${file}: ${exported.name}.${member.name}`)
      }
    }
    expect(silent).toEqual([])
  })
})
