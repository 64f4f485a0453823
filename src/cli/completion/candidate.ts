/** One way to go on from what was typed. */
export interface Candidate {
  /** The whole word, from its start. */
  text: string
  /** Nothing more belongs to the word: a space may follow. */
  finished: boolean
  /** What it is, where a shell shows that. */
  about?: string
}

/** A word that is complete. */
export const finished = (text: string, about?: string): Candidate => ({ text, finished: true, about })

/** The start of a word. */
export const open = (text: string, about?: string): Candidate => ({ text, finished: false, about })
