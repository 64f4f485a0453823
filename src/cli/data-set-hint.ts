import { ConfigError, type Diagnostic } from '../util/diagnostic.js'

/** A data set is the value of a key, not an option: where its name is given as one, the error says how it is chosen. */
export async function withDataSetHint(error: unknown): Promise<unknown> {
  if (!(error instanceof ConfigError) || !error.diagnostics.some((one) => wantedOption(one) !== undefined)) return error
  const { catalog } = await import('../components/dataset/catalog.js')
  const hinted = error.diagnostics.map((diagnostic) => {
    const name = wantedOption(diagnostic)
    if (!catalog.some((entry) => entry.name === name)) return diagnostic
    return { ...diagnostic, hint: `it is a data set, which an option takes: dataset=permuted dataset.source=${name}` }
  })
  return new ConfigError(hinted, { cause: error.cause })
}

/** The option of `dataset` that is not there, where nothing near is, and those that take any data set are. */
function wantedOption({ code, message, notes, hint }: Diagnostic): string | undefined {
  if (code !== 'unknown-option' || hint?.startsWith('did you mean')) return undefined
  if (!notes?.some((note) => /^options: (?:.*, )?permuted(?:,|$)/.test(note))) return undefined
  return /^'(\w+)' is not an option of the group 'dataset'/.exec(message)?.[1]
}
