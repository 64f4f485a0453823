import { type ComponentChildren, render } from 'preact'
import { useEffect } from 'preact/hooks'
import { type Confusions, confusionMatrix } from '../../report/charts/confusion-matrix.js'
import { gradientCosines } from '../../report/charts/gradient-cosines.js'
import { MOST_WRAPPED, rankedBars } from '../../report/charts/ranked-bars.js'
import { taskBars } from '../../report/charts/task-bars.js'
import type { ChartTheme } from '../../report/charts/theme.js'
import type { BarsData, CosinesData, PageData, RankedData } from '../../report/page-data.js'
import { Changes, useOption } from '../views/changes.js'
import { ChartView, ThemeContext } from '../views/chart-view.js'
import { CurvePanel } from './curve-panel.js'
import { makeSortable } from './sortable-table.js'
import { StudyPage } from './study-page.js'
import { useDarkness } from './use-darkness.js'

/** Draws a page's data into the elements that its text leaves for them. */
function main(): void {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData
  const { study, bars, ranked, curves, confusions, cosines } = data
  const parts: [name: string, part: ComponentChildren][] = [
    ['study', study && <StudyPage {...study} />],
    [
      'bars',
      bars && (
        <div class="charts">
          {bars.map((each) => (
            <Bars key={each.title} {...each} />
          ))}
        </div>
      ),
    ],
    [
      'ranked',
      ranked && (
        <div class="charts one">
          <Ranked {...ranked} />
        </div>
      ),
    ],
    ['curves', curves && <CurvePanel charts={curves} />],
    [
      'confusions',
      confusions && (
        <div class="charts">
          {confusions.map((each) => (
            <Confusion key={each.title} {...each} />
          ))}
        </div>
      ),
    ],
    [
      'cosines',
      cosines && (
        <div class="charts">
          <Cosines {...cosines} />
        </div>
      ),
    ],
  ]
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) makeSortable(table)
  const roots = parts.flatMap(([name, part]) => {
    const element = document.getElementById(name)
    return element && part ? [{ element, part }] : []
  })
  const theme = document.getElementById('theme')
  if (theme) render(<Page changes={data.changes} roots={roots} />, theme)
}

interface Root {
  element: HTMLElement
  part: ComponentChildren
}

/** The choice between light and dark, which all parts follow. */
function Page({ changes, roots }: { changes: PageData['changes']; roots: readonly Root[] }) {
  const [dark, choose] = useDarkness()
  useEffect(() => {
    for (const { element, part } of roots) {
      render(
        <ThemeContext.Provider value={dark}>
          <Changes.Provider value={changes}>{part}</Changes.Provider>
        </ThemeContext.Provider>,
        element,
      )
    }
  }, [dark, changes, roots])
  return (
    <button type="button" onClick={() => choose(!dark)}>
      {dark ? 'light' : 'dark'}
    </button>
  )
}

function Bars({ title, groups, range }: BarsData) {
  const option = useOption('bars', (theme) => taskBars({ title, groups, ...(range && { range }) }, theme), [groups])
  return (
    <figure>
      <ChartView option={option} />
    </figure>
  )
}

function Ranked({ title, values, range }: RankedData) {
  const make = (theme: ChartTheme) => rankedBars({ title, values: new Map(values), range, digits: 4 }, theme)
  const option = useOption('bars', make, [values])
  return (
    <figure>
      <ChartView option={option} tall={values.length > MOST_WRAPPED} />
    </figure>
  )
}

function Confusion(data: Confusions) {
  const option = useOption('confusion', (theme) => confusionMatrix(data, theme), [data])
  return (
    <figure>
      <ChartView option={option} tall />
    </figure>
  )
}

function Cosines({ title, tasks, cosines }: CosinesData) {
  const make = (theme: Parameters<typeof gradientCosines>[1]) =>
    gradientCosines({ title, tasks, cosines: new Map(cosines) }, theme)
  const option = useOption('cosines', make, [cosines])
  return (
    <figure>
      <ChartView option={option} tall />
    </figure>
  )
}

main()
