/** What a run of an app printed and wrote, dates and folders turned back into placeholders. */
export interface RunAnswer {
  exit_code: number | null
  stdout: string
  stderr: string
  files: Record<string, string>
}

/** An app that prints its config: ours or Hydra's. */
export interface App {
  file: string
  command: string
  text(configDir?: string, configName?: string): string
}

export interface CommandLine {
  args: readonly string[]
  config_name?: string | null
}

/** Runs an app on a copy of a tree. */
export function runApp(vector: CommandLine, dir: string | undefined, app: App): RunAnswer

/** Runs an app built on `main`. */
export function run(vector: CommandLine, dir: string | undefined): RunAnswer
