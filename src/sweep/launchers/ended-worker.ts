import { LostWorker } from './lost-worker.js'

/** The process that ran a job was told to end, and the job is to go on in another one: nothing is wrong with it. */
export class EndedWorker extends LostWorker {}
