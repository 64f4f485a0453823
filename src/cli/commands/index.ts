import type { Commands } from '../app.js'
import { check } from './check.js'
import { completion } from './completion.js'
import { data } from './data.js'
import { diff } from './diff.js'
import { doctor } from './doctor.js'
import { evaluate } from './eval.js'
import { explain } from './explain.js'
import { exportModels } from './export.js'
import { help } from './help.js'
import { init } from './init.js'
import { ls } from './ls.js'
import { predict } from './predict.js'
import { report } from './report.js'
import { reproduce } from './reproduce.js'
import { resume } from './resume.js'
import { save } from './save.js'
import { schema } from './schema.js'
import { set } from './set.js'
import { trust } from './trust.js'
import { ui } from './ui.js'
import { worker } from './worker.js'

/** The commands of `polyhead` beside runs. */
export const commands: Commands = new Map(
  [
    explain,
    check,
    schema,
    set,
    save,
    reproduce,
    resume,
    evaluate,
    predict,
    ls,
    diff,
    exportModels,
    data,
    doctor,
    report,
    ui,
    init,
    worker,
    trust,
    completion,
    help,
  ].map((command) => [command.name, command]),
)
