import { RunError } from '../../util/run-error.js'

/** The process that ran a job is gone: what the job would have come to is not known, and it can be run again. */
export class LostWorker extends RunError {}
