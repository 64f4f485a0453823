import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../src/util/package-root.js'
import type { Case } from '../case.js'
import { hostileText } from '../hostile.js'
import { mutateText } from '../mutate.js'
import type { Random } from '../random.js'

const fixture = join(packageRoot, 'tests/fixtures/small-project/configs')

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** A config file of the small project, or one of polyhead's own put over it, changed. */
export function yaml(random: Random): Case {
  const own = random.chance(0.5)
  const folder = own ? fixture : join(packageRoot, 'configs')
  // Training one of the large networks takes more memory than is allowed here, and rightly so.
  const file = random.pick(filesOf(folder).filter((name) => !name.includes('/backbone/resnet')))
  const path = file.slice(folder.length + 1)
  const text = mutateText(readFileSync(file, 'utf8'), random)
  const option = path.replace(/\.yaml$/, '').split('/')
  const group = option.slice(0, -1).join('/')
  const chosen = group === '' ? [] : [`${random.pick(['', '', '+'])}${group}=${option.at(-1)}`]
  const content = random.chance(0.1) ? Buffer.from(text, 'utf16le') : text
  const argv = random.pick([
    [...chosen, '--dry-run'],
    [...chosen, '--cfg', 'all', '--resolve'],
    [...chosen, '--info', 'all'],
    ['explain', group === '' ? 'trainer' : group.replaceAll('/', '.'), ...chosen],
    ['check'],
    [
      'set',
      `configs/${path}`,
      `${random.pick(['lr', 'seed', 'max_epochs', 'a.b'])}=${hostileText(random)}`.replaceAll('\0', ''),
    ],
    ['schema', 'config'],
    [...chosen, 'trainer.limit_train_batches=1', 'trainer.max_epochs=1', 'hydra.run.dir=out'],
  ])
  return { files: [{ path: `configs/${path}`, content }], argv }
}
