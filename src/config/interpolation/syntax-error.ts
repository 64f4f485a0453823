/** What is wrong with the text of an interpolation, and where in it. Callers turn it into a placed ConfigError. */
export class InterpolationSyntaxError extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
    readonly hint?: string,
  ) {
    super(message)
  }
}
