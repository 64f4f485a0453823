import { ConfigError } from '../../../util/diagnostic.js'

/**
 * Does something with the file or column that a config names at `path`: what is wrong with it is told with the line
 * that named it. Of many faults in one file, the first is.
 */
export async function traced<T>(path: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [first, ...others] = error.diagnostics
    if (first?.path !== '') throw error
    throw new ConfigError([{ ...first, path }, ...others], { cause: error.cause })
  }
}
