/** A line at the end of a terminal that changes. */
export interface StatusLine {
  /** Takes it off the screen; the cursor is then at the start of an empty line. */
  clear(): void
  draw(): void
}

let shown: StatusLine | undefined

/** What is written from now on goes above this line. @returns ends that */
export function keepBelow(line: StatusLine): () => void {
  shown = line
  return () => {
    if (shown === line) shown = undefined
  }
}

/** Writes above the line that is shown, if there is one. */
export function writeAbove(write: () => void): void {
  shown?.clear()
  write()
  shown?.draw()
}

export function hasStatusLine(): boolean {
  return shown !== undefined
}
