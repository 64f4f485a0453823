import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with these files. */
export async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'polyhead-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

/** Rows of two numbers and a class of three. */
export function threeClasses(rows: number, scale = 1): string {
  return Array.from({ length: rows }, (_, i) => `${i * scale},${-i * scale},${i % 3}`).join('\n')
}
