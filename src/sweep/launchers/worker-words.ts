/** The words that make a process of a program one that does jobs for a sweep. */
export const WORKER_WORDS = ['job', 'worker'] as const
