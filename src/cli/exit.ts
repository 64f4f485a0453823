/**
 * Exit codes: done; a run, check or comparison failed; a mistake in the command line or a config; stopped by Ctrl-C.
 */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const
