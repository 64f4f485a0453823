import { get } from './api.js'
import { CommandList } from './command-list.js'
import { ConfigTree } from './config-tree.js'
import { CurvesPanel } from './curves-panel.js'
import { EnvironmentPanel } from './environment-panel.js'
import { FilesPanel } from './files-panel.js'
import { useLive } from './live.js'
import { LogPanel } from './log-panel.js'
import { NotesForm } from './notes-form.js'
import { Problem } from './problem.js'
import { ResultsPanel } from './results-panel.js'
import { compareLink, link, type Route, setParams } from './route.js'
import { Status } from './status.js'
import { Tabs } from './tabs.js'
import { useLoaded } from './use-loaded.js'
import { durationText, timeText } from './values.js'
import type { WireReproduction, WireRun } from './wire.js'

const TABS = ['Curves', 'Results', 'Config', 'Environment', 'Log', 'Files', 'Notes'] as const

/** One run. */
export function RunView({ route: { dir, params } }: { route: Route }) {
  const { data: run, error, reload } = useLoaded(dir, (signal) => get<WireRun>('/api/run', { run: dir }, signal))
  useLive((event) => event.type === 'runs' || ('dir' in event && event.dir === dir), reload, 1000)
  const tab = TABS.find((name) => name.toLowerCase() === params.get('tab')) ?? 'Curves'
  if (!run) {
    return (
      <>
        <h1>{dir}</h1>
        <Problem error={error} />
      </>
    )
  }
  return (
    <>
      <h1>{run.notes.name || run.dir}</h1>
      <Problem error={error} />
      <Outcome run={run} />
      <Reproductions run={run} />
      <CommandList commands={run.commands} />
      <Tabs label="Parts of the run" names={TABS} shown={tab} onShow={(name) => setParams({ tab: name.toLowerCase() })}>
        <Panel name={tab} run={run} params={params} reload={reload} />
      </Tabs>
    </>
  )
}

interface PanelProps {
  name: (typeof TABS)[number]
  run: WireRun
  params: URLSearchParams
  reload: () => void
}

function Panel({ name, run, params, reload }: PanelProps) {
  switch (name) {
    case 'Curves':
      return <CurvesPanel runs={[{ dir: run.dir, label: '' }]} params={params} />
    case 'Results':
      return <ResultsPanel run={run} />
    case 'Config':
      return <ConfigTree values={run.config} hparams={run.hparams} />
    case 'Environment':
      return <EnvironmentPanel run={run} />
    case 'Log':
      return <LogPanel dir={run.dir} />
    case 'Files':
      return <FilesPanel run={run} />
    case 'Notes':
      return <NotesForm dir={run.dir} notes={run.notes} onSaved={reload} />
  }
}

function Outcome({ run }: { run: WireRun }) {
  const { results, progress } = run
  return (
    <>
      <p class="summary">
        <Status status={run.status} /> · {run.kind === 'eval' ? 'an evaluation' : 'a training run'} · started{' '}
        {timeText(run.started)}
        {run.durationSeconds === null ? '' : ` · ${durationText(run.durationSeconds)}`}
        {results?.avg_acc != null ? ` · average test accuracy ${results.avg_acc.toFixed(4)}` : ''}
        {results?.avg_loss_cls != null ? ` · loss ${results.avg_loss_cls.toFixed(4)}` : ''}
        {run.notes.tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </p>
      {progress ? (
        <p>
          <label>
            <progress max={1} value={progress.done} aria-label="training" /> {(progress.done * 100).toFixed(0)} %, some{' '}
            {durationText(progress.left)} left
          </label>
        </p>
      ) : null}
      {run.exitReason ? <p class="problem">{run.exitReason}</p> : null}
    </>
  )
}

const VERDICTS: Readonly<Record<string, string>> = {
  identical: 'identical',
  close: 'the same within rounding',
  differs: 'differs',
}

function Reproductions({ run }: { run: WireRun }) {
  const { data } = useLoaded(`${run.dir}\n${run.status}`, (signal) =>
    get<WireReproduction[]>('/api/reproductions', { run: run.dir }, signal),
  )
  const others = [
    ...(run.reproduces ? ([['reproduces', run.reproduces]] as const) : []),
    ...(run.parent ? ([['has the weights of', run.parent]] as const) : []),
  ]
  if (others.length === 0 && !data?.length) return null
  return (
    <ul class="reproductions">
      {others.map(([what, other]) => (
        <li key={what}>
          {what} {other.known ? <a href={link('run', other.dir)}>{other.dir}</a> : other.dir}
        </li>
      ))}
      {data?.map(({ dir, status, verdict, maxDifference }) => (
        <li key={dir}>
          reproduced by <a href={link('run', dir)}>{dir}</a>:{' '}
          <strong>{verdict ? VERDICTS[verdict] : `${status}, not compared`}</strong>
          {verdict === 'differs' || verdict === 'close' ? `, largest difference ${maxDifference}` : ''}{' '}
          <a href={compareLink([run.dir, dir])}>compare</a>
        </li>
      ))}
    </ul>
  )
}
