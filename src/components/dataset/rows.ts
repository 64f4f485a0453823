/** Values as they were stored: bytes of pixels, or numbers. */
export type RowData = Uint8Array | Float32Array

/** The samples of a file, row by row: in memory, or read from disk as they are asked for. */
export interface Rows {
  /** Rows. */
  readonly count: number
  /** Values in a row. */
  readonly width: number
  /** All rows, row-major, where they are held in memory. */
  readonly memory?: RowData
  /** Reads rows into `[rows.length, width]`; given where there is no `memory`. */
  fetch?(rows: Int32Array): Promise<RowData>
}

/** Rows that lie in one array, row-major. */
export function memoryRows(memory: RowData, width: number): Rows {
  return { count: memory.length / width, width, memory }
}
