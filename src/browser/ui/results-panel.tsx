import { useMemo } from 'preact/hooks'
import { confusionMatrix } from '../../report/charts/confusion-matrix.js'
import { taskBars } from '../../report/charts/task-bars.js'
import type { SavedConfusions } from '../../report/read-confusions.js'
import { allMeasures } from '../../report/task-figures.js'
import { ChartView, useChartTheme } from '../views/chart-view.js'
import { Scrolled } from '../views/scrolled.js'
import type { WireRun } from './wire.js'

/** What came out, task by task. */
export function ResultsPanel({ run: { results, confusions, classNames } }: { run: WireRun }) {
  if (!results) return <p>The run has not been tested.</p>
  const measures = allMeasures(results).filter(({ tasks }) => Object.keys(tasks).length > 0)
  const tasks = [...new Set(measures.flatMap((measure) => Object.keys(measure.tasks)))]
  return (
    <>
      <div class="charts">
        {measures.map((measure) => (
          <Bars
            key={measure.name}
            title={`${measure.name} in the test`}
            values={measure.tasks}
            {...(measure.name === 'acc' && { range: SHARE })}
          />
        ))}
        {confusions.map((each) => (
          <Confusions key={each.file} confusions={each} />
        ))}
      </div>
      <h2>Tasks</h2>
      <Scrolled label="Tasks">
        <table>
          <thead>
            <tr>
              <th scope="col">task</th>
              {measures.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
              <th scope="col">classes</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr key={task}>
                <th scope="row">{task}</th>
                {measures.map((measure) => (
                  <td class="number" key={measure.name}>
                    {measure.tasks[task]?.toFixed(4) ?? ''}
                  </td>
                ))}
                <td>{classNames[task]?.join(', ') ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  )
}

const SHARE = { min: 0, max: 1 }

interface BarsProps {
  title: string
  values: Readonly<Record<string, number>>
  range?: { min: number; max: number }
}

function Bars({ title, values, range }: BarsProps) {
  const theme = useChartTheme()
  const option = useMemo(() => {
    const named = Object.fromEntries(Object.entries(values).map(([task, value]) => [`task ${task}`, value]))
    return taskBars({ title, groups: [{ name: title, values: named }], ...(range && { range }) }, theme)
  }, [title, values, range?.min, range?.max, theme])
  return (
    <figure>
      <ChartView option={option} />
    </figure>
  )
}

function Confusions({ confusions: { task, file, classes, counts } }: { confusions: SavedConfusions }) {
  const theme = useChartTheme()
  const option = useMemo(() => {
    const title = task === null ? file : `confusions of task ${task}`
    return confusionMatrix({ title, classes, counts }, theme)
  }, [task, file, classes, counts, theme])
  return (
    <figure>
      <ChartView option={option} tall />
    </figure>
  )
}
