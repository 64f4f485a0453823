import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Writes config files, by their config paths, into a folder of their own. @returns the folder */
export function writeTree(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-compose-'))
  folders.push(folder)
  addFiles(folder, files)
  return folder
}

/** Writes config files into a folder that is there. */
export function addFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, `${name}.yaml`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
