/** How values are written on pages. */

/** A value of a config or a table; nothing for one that is not there. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)))
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A value of a column of the table of runs. */
export function cellText(name: string, value: unknown): string {
  if (typeof value !== 'number') return name === 'started' ? timeText(String(value ?? '')) : valueText(value)
  if (/^(acc|loss)(_\d+)?$/.test(name)) return value.toFixed(4)
  return name === 'duration' ? durationText(value) : valueText(value)
}

/** `1 h 5 min`, `12.3 s`. */
export function durationText(seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** In the reader's own time: `2026-11-23 12:00:05`. */
export function timeText(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB']
  let [size, unit] = [bytes / 1024, 0]
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024
  return `${size.toFixed(1)} ${units[unit]}`
}

/** A mean with its standard deviation. */
export function estimateText({ mean, std }: { mean: number; std: number | null }): string {
  return mean.toFixed(4) + (std === null ? '' : ` ± ${std.toFixed(4)}`)
}
