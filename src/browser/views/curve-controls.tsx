import type { CurveAxis, CurveView } from '../../report/charts/metric-curves.js'

interface CurveControlsProps {
  view: Required<CurveView>
  axes: readonly CurveAxis[]
  onView: (change: Partial<CurveView>) => void
  /** Which charts are shown; undefined: there are too few to choose. */
  search?: { text: string; onText: (text: string) => void } | undefined
}

/** With more charts than this they are searched. */
export const MANY_CHARTS = 6

/** Whether a chart of these metrics is one that is looked for: any of the words is in a name. */
export function isFound(search: string, names: readonly string[]): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 || names.some((name) => words.some((word) => name.toLowerCase().includes(word)))
}

/** How all curves of a page are drawn: axis, smoothing, scale. */
export function CurveControls({ view, axes, onView, search }: CurveControlsProps) {
  return (
    <fieldset class="tools controls">
      <legend class="hidden">How curves are drawn</legend>
      {search ? (
        <label>
          Metrics{' '}
          <input
            type="search"
            placeholder="acc loss"
            value={search.text}
            onInput={({ currentTarget }) => search.onText(currentTarget.value)}
          />
        </label>
      ) : null}
      {axes.length > 1 ? (
        <label>
          Axis{' '}
          <select
            value={view.axis}
            onChange={({ currentTarget }) => onView({ axis: currentTarget.value as CurveAxis })}
          >
            {axes.map((axis) => (
              <option key={axis} value={axis}>
                {axis}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label class="check">
        Smoothing
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={view.smoothing}
          onInput={({ currentTarget }) => onView({ smoothing: Number(currentTarget.value) })}
        />
        <output>{view.smoothing.toFixed(2)}</output>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={view.logarithmic}
          onChange={({ currentTarget }) => onView({ logarithmic: currentTarget.checked })}
        />
        logarithmic
      </label>
      <span class="hint">wheel zooms, with shift the values; double click takes it back</span>
    </fieldset>
  )
}

/** Axes over which any of the curves can be drawn. */
export function axesOf(
  curves: Iterable<{ epochs: readonly (number | null)[]; seconds?: readonly (number | null)[] }>,
): CurveAxis[] {
  const all = [...curves]
  const known = (places: readonly (number | null)[] = []) => places.some((place) => place !== null)
  return [
    'step',
    ...(all.some(({ epochs }) => known(epochs)) ? (['epoch'] as const) : []),
    ...(all.some(({ seconds }) => known(seconds)) ? (['time'] as const) : []),
  ]
}
