import { Scrolled } from '../views/scrolled.js'
import { get } from './api.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import { link } from './route.js'
import { useLoaded } from './use-loaded.js'
import { timeText } from './values.js'
import type { ListedSweep } from './wire.js'

/** All sweeps of the folder. */
export function SweepsView() {
  const { data, error, reload } = useLoaded('', (signal) => get<ListedSweep[]>('/api/sweeps', {}, signal))
  useLive(({ type }) => type === 'sweep', reload, 1000)
  return (
    <>
      <h1>Sweeps</h1>
      <Problem error={error} />
      {data?.length === 0 ? <p>There are no sweeps here yet.</p> : null}
      {data && data.length > 0 ? (
        <Scrolled label="Sweeps">
          <table>
            <thead>
              <tr>
                {['sweep', 'began', 'jobs', 'what was swept'].map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map(({ dir, began, jobs, overrides, problem }) => (
                <tr key={dir}>
                  <th scope="row">{problem ? dir : <a href={link('sweep', dir)}>{dir}</a>}</th>
                  <td>{began === null ? '' : timeText(began)}</td>
                  <td>
                    {Object.entries(jobs)
                      .map(([status, count]) => `${count} ${status}`)
                      .join(', ')}
                  </td>
                  <td class="mono">{problem ?? overrides.join(' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      ) : null}
    </>
  )
}
