import { useEffect } from 'preact/hooks'
import { ThemeContext } from '../views/chart-view.js'
import { CompareView } from './compare-view.js'
import { useConnected } from './live.js'
import { link, type Route, useRoute } from './route.js'
import { RunView } from './run-view.js'
import { RunsView } from './runs-view.js'
import { SweepView } from './sweep-view.js'
import { SweepsView } from './sweeps-view.js'
import { type Theme, useTheme } from './theme.js'

const VIEWS: Readonly<Record<string, { title: string; View: (props: { route: Route }) => preact.JSX.Element }>> = {
  runs: { title: 'Runs', View: RunsView },
  run: { title: 'Run', View: RunView },
  compare: { title: 'Compare', View: CompareView },
  sweeps: { title: 'Sweeps', View: SweepsView },
  sweep: { title: 'Sweep', View: SweepView },
}

const NAMES: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' }

export function App() {
  const route = useRoute()
  const { theme, dark, setTheme } = useTheme()
  const connected = useConnected()
  const shown = VIEWS[route.view]
  const title = shown?.title ?? 'Not found'
  useEffect(() => {
    document.title = `${route.dir ? `${route.dir} · ` : ''}${title} · polyhead`
  }, [title, route.dir])
  return (
    <ThemeContext.Provider value={dark}>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={link('runs')}>
          polyhead
        </a>
        <nav aria-label="Views">
          <NavLink view="runs" now={route.view === 'run' ? 'runs' : route.view} text="Runs" />
          <NavLink view="compare" now={route.view} text="Compare" />
          <NavLink view="sweeps" now={route.view === 'sweep' ? 'sweeps' : route.view} text="Sweeps" />
        </nav>
        <span class={connected ? 'live' : 'live off'} role="status">
          {connected ? 'live' : 'not connected'}
        </span>
        <label class="theme">
          <span>Colours</span>
          <select value={theme} onChange={({ currentTarget }) => setTheme(currentTarget.value as Theme)}>
            {Object.entries(NAMES).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main id="main" tabIndex={-1}>
        {shown ? <shown.View key={`${route.view} ${route.dir}`} route={route} /> : <p>There is no such view.</p>}
      </main>
    </ThemeContext.Provider>
  )
}

function skip(): void {
  document.getElementById('main')?.focus()
}

function NavLink({ view, now, text }: { view: string; now: string; text: string }) {
  return (
    <a href={link(view)} aria-current={view === now ? 'page' : undefined}>
      {text}
    </a>
  )
}
