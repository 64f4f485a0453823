import { importModule } from './import-module.js'
import { RunError } from './run-error.js'

/**
 * Loads a package that a user installs where it is needed.
 * @param name a name of ours, never one from a config
 * @param who such as `hydra/launcher=redis`
 * @throws RunError that says how to install it
 */
export async function importPeer(name: string, who: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(name)
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]
    throw new RunError(`${who} needs the package ${name}, which does not load: ${reason}`, {
      cause: error,
      hint: `npm install ${name}`,
    })
  }
}
