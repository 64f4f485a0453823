/** What must never be shown: the value of a secret variable. */
export const SECRET_NAME = 'FUZZ_TOKEN'
export const SECRET = 'hunter2-of-the-fuzzer'

/** A file beside the folder of the case, which no command may change: where links lead to. */
export const SENTINEL = '../../sentinel'

/** A file, folder or link of a case, by its path in the case's folder. */
export interface Entry {
  path: string
  content: string | Buffer | { link: string } | { folder: true }
}

/** One attack: files, and a command line among them. */
export interface Case {
  files: Entry[]
  argv: string[]
  /** Starts from a copy of a finished run in `theirs/`. */
  withRun?: boolean
}
