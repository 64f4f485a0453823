import { open } from 'node:fs/promises'
import { fileError } from '../../formats/file-error.js'
import { openError } from '../../formats/read-file.js'
import type { Rows } from './rows.js'

/** Rows of bytes that stay on disk, one after the other from `offset` on: read when a batch asks for them. */
export function fileRows(path: string, array: { shape: readonly number[]; offset: number; count: number }): Rows {
  const width = array.shape.slice(1).reduce((product, side) => product * side, 1)
  return {
    count: array.count,
    width,
    async fetch(rows) {
      const data = new Uint8Array(rows.length * width)
      const handle = await open(path).catch((error) => {
        throw openError(path, error)
      })
      try {
        await Promise.all(
          Array.from(rows, async (row, i) => {
            const { bytesRead } = await handle.read(data, i * width, width, array.offset + row * width)
            if (bytesRead < width) throw fileError(path, `is shorter than when training began: row ${row} is cut short`)
          }),
        )
      } finally {
        await handle.close()
      }
      return data
    },
  }
}
