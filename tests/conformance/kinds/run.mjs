// Kind `run`: a real process of a small app built on `main`, in a folder of its own.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const library = fileURLToPath(new URL('../../../dist/index.js', import.meta.url))

const ours = {
  file: 'my_app.mjs',
  command: process.execPath,
  text: (configDir, configName) => `
import { main } from ${JSON.stringify(library)}
import { toYaml } from ${JSON.stringify(library.replace('index.js', 'config.js'))}

await main((config) => void process.stdout.write('APP ' + toYaml(config.root)), ${JSON.stringify({ configDir, configName })})
`,
}

/** Paths and texts as the vectors have them: real dates and times turned back into their placeholders. */
function undated(text, folder) {
  return text
    .replaceAll(folder, '<APP>')
    .replace(/\d{4}-\d\d-\d\d[ _]\d\d[:-]\d\d[:-]\d\d(,\d+)?/g, '<DATETIME>')
    .replace(/\d{4}-\d\d-\d\d/g, '<DATE>')
    .replace(/(?<![\d-])\d\d-\d\d-\d\d(?![\d-])/g, '<TIME>')
}

function readTree(folder, files = {}, root = folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) readTree(path, files, root)
    else files[undated(relative(root, path), root)] = undated(readFileSync(path, 'utf8'), root)
  }
  return files
}

/**
 * Runs an app on a copy of a tree, and collects what the vectors record.
 * @param {{args: string[], config_name?: string | null}} vector
 * @param {string | undefined} dir the tree
 * @param {{file: string, command: string, text: (configDir?: string, configName?: string) => string}} app
 */
export function runApp(vector, dir, app) {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-app-'))
  try {
    if (dir) cpSync(dir, join(folder, 'conf'), { recursive: true })
    writeFileSync(join(folder, app.file), app.text(dir ? 'conf' : undefined, vector.config_name ?? undefined))
    const args = vector.args.map((arg) => arg.replaceAll('<APP>', folder))
    const { status, stdout, stderr } = spawnSync(app.command, [app.file, ...args], { cwd: folder, encoding: 'utf8' })
    rmSync(join(folder, 'conf'), { recursive: true, force: true })
    rmSync(join(folder, app.file))
    return {
      exit_code: status,
      stdout: undated(stdout, folder),
      stderr: undated(stderr, folder),
      files: readTree(folder),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const run = (vector, dir) => runApp(vector, dir, ours)
