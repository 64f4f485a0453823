import type { Commands } from '../app.js'
import { resumeSweeps } from './resume-sweeps.js'
import { worker } from './worker.js'

/** The commands of an app built on `main`. */
export const commandsOfApps: Commands = new Map([resumeSweeps, worker].map((command) => [command.name, command]))
