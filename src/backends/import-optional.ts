import { ConfigError } from '../util/diagnostic.js'
import { importModule } from '../util/import-module.js'

/**
 * Loads a package that may not be installed.
 * @param name a name of ours, never one from a config.
 * @throws ConfigError with `hint` where it is missing or does not load.
 */
export async function importOptional(name: string, backend: string, hint: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(name)
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]
    throw new ConfigError(
      {
        code: 'backend',
        path: 'backend',
        message: `backend=${backend} needs ${name}, which does not load: ${reason}`,
        hint,
      },
      { cause: error },
    )
  }
}
