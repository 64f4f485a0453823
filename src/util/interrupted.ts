/** A run that was stopped from outside (Ctrl-C, a launcher): exit code 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
