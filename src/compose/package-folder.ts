import { delimiter, dirname, join, resolve } from 'node:path'
import { statPath } from '../util/stat-path.js'

/** Names between `/`; none begins with a dot, so that none leads out of the package. */
const NAME = /^@?\w[\w.-]*(?:\/\w[\w.-]*)*$/

/**
 * The folder that `pkg://NAME` means: of an npm package (`@scope/name/conf`), in the `node_modules` of the working
 * directory or of a folder above it; or of a Python package (`package.conf`, `package/conf`), below a folder of
 * `PYTHONPATH`. No code of either is run.
 * @returns undefined where there is none
 */
export function packageFolder(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string = process.cwd(),
): string | undefined {
  if (!NAME.test(name)) return undefined
  const ofNpm = aboveAndSelf(cwd).map((folder) => join(folder, 'node_modules', name))
  const module = name.replaceAll('.', '/')
  const paths = (env.PYTHONPATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const ofPython = paths.map((folder) => resolve(cwd, folder, module))
  return [...ofNpm, ...ofPython].find((folder) => statPath(folder)?.isDirectory())
}

function aboveAndSelf(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...aboveAndSelf(above)]
}
