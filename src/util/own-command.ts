import { realpathSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { packageRoot } from './package-root.js'
import { shellWord } from './shell-word.js'
import { shownPath } from './shown-path.js'

/** How each package manager runs a command of a package that is installed in the project. */
const MANAGERS: Readonly<Record<string, string>> = {
  npm: 'npx polyhead',
  pnpm: 'pnpm exec polyhead',
  yarn: 'yarn polyhead',
  bun: 'bunx polyhead',
}

/**
 * What is typed to start polyhead, as this process was started: by a package manager, of which the shell has no
 * `polyhead`; by Node from a folder of its source; else `polyhead`.
 */
export function ownCommand(
  env: NodeJS.ProcessEnv = process.env,
  script: string = process.argv[1] ?? '',
  cwd: string = process.cwd(),
): string {
  if (env.npm_lifecycle_event || env.npm_command) {
    const [manager = ''] = env.npm_config_user_agent?.split('/') ?? []
    if (Object.hasOwn(MANAGERS, manager)) return MANAGERS[manager] as string
  }
  // What a package manager installs may call the script by its path, too.
  const isOwn = basename(script) === 'polyhead.js' && !script.includes(`${sep}node_modules${sep}`)
  const shown = shownPath(script, cwd)
  return isOwn && shown !== script ? `node ${shellWord(shown)}` : 'polyhead'
}

/** What is typed to start an app by its script. */
export function scriptCommand(script: string): string {
  return `node ${shellWord(shownPath(script))}`
}

/** What is typed to start the program that this process runs: polyhead, or an app. */
export function typedCommand(script: string = process.argv[1] ?? ''): string {
  return ownScript(script) !== undefined ? ownCommand() : scriptCommand(script)
}

/** The script of `polyhead`, where this process runs it; undefined where it runs another. */
export function ownScript(script: string = process.argv[1] ?? ''): string | undefined {
  try {
    const own = realpathSync(join(packageRoot, 'bin', 'polyhead.js'))
    return realpathSync(script) === own ? own : undefined
  } catch {
    // Where it was is nobody's script any more.
    return undefined
  }
}
