import { intervalText } from '../../report/interval.js'
import { counted } from '../../util/counted.js'
import { Scrolled } from '../views/scrolled.js'
import { get } from './api.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import { parseQuery } from './query.js'
import { compareLink } from './route.js'
import { useLoaded } from './use-loaded.js'
import { estimateText, valueText } from './values.js'
import type { GroupsTable, WireGroup } from './wire.js'

/** Means over seeds, with the interval of the mean: what `ls --group` has. */
export function GroupsView({ search }: { search: string }) {
  const { conditions, words } = parseQuery(search)
  const { data, error, reload } = useLoaded(search, (signal) =>
    get<GroupsTable>('/api/groups', { where: conditions, word: words }, signal),
  )
  useLive(({ type }) => type === 'runs', reload)
  if (!data) return <Problem error={error} />
  const { groups, reproductions } = data
  if (groups.length === 0) return <p>None of these runs has ended well with figures.</p>
  const names = Object.keys(groups[0]?.values ?? {})
  const { compare } = new Intl.Collator('en', { numeric: true })
  const tasks = [...new Set(groups.flatMap((group) => Object.keys(group.tasks)))].sort(compare)
  const figureName = (task: string) => `${groups.find(({ figures }) => figures[task])?.figures[task]?.name}_${task}`
  const extra = EXTRA.filter(([, read]) => groups.some((group) => read(group) !== null))
  return (
    <>
      <p class="summary" role="status">
        {counted(groups.length, 'group')} of runs that differ in their seeds alone
        {reproductions > 0 ? ` · ${counted(reproductions, 'reproduction')} not counted` : ''}
      </p>
      <Scrolled label="Groups">
        <table>
          <thead>
            <tr>
              {['runs', ...names, 'acc', '95 % interval', 'loss', ...tasks.map(figureName)].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              {extra.map(([name]) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...groups]
              .sort((a, b) => (b.acc?.mean ?? 0) - (a.acc?.mean ?? 0) || a.loss.mean - b.loss.mean)
              .map((group) => (
                <tr key={group.dirs[0]}>
                  <th scope="row">
                    <a href={compareLink(group.dirs)} title={`seeds ${group.seeds.join(', ')}`}>
                      {counted(group.dirs.length, 'run')}
                    </a>
                  </th>
                  {names.map((name) => (
                    <td key={name}>{valueText(group.values[name])}</td>
                  ))}
                  <td class="number">{group.acc ? estimateText(group.acc) : ''}</td>
                  <td class="number">{intervalText(group.acc, 'acc')}</td>
                  <td class="number">{estimateText(group.loss)}</td>
                  {tasks.map((task) => (
                    <td class="number" key={task}>
                      {group.tasks[task] ? estimateText(group.tasks[task]) : ''}
                    </td>
                  ))}
                  {extra.map(([name, read, digits]) => (
                    <td class="number" key={name}>
                      {read(group)?.toFixed(digits) ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  )
}

/** Columns that are there where a group has a value. */
const EXTRA: readonly (readonly [name: string, read: (group: WireGroup) => number | null, digits: number])[] = [
  ['gain', ({ gain }) => gain?.average ?? null, 4],
  ['Δm %', ({ deltaM }) => deltaM, 2],
  ['mean rank', ({ rank }) => rank, 2],
  ['vs mean', ({ versusMean }) => versusMean?.difference ?? null, 4],
  ['p', ({ versusMean }) => versusMean?.p ?? null, 3],
]
