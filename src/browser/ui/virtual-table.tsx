import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Pixels; the style sheet gives rows this height. */
const ROW = 34
/** Rows that are drawn beyond the edges. */
const BEYOND = 12

interface VirtualTableProps {
  label: string
  head: ComponentChildren
  rows: number
  columns: number
  /** A `tr` with this `aria-rowindex`. */
  row: (place: number) => ComponentChildren
}

/** A table of which only the rows that are seen are drawn. */
export function VirtualTable({ label, head, rows, columns, row }: VirtualTableProps) {
  const box = useRef<HTMLElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  useLayoutEffect(() => {
    const element = box.current as HTMLElement
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  const first = Math.max(0, Math.min(rows, Math.floor(seen.top / ROW)) - BEYOND)
  const last = Math.min(rows, Math.ceil((seen.top + seen.height) / ROW) + BEYOND)
  const space = (count: number) =>
    count > 0 ? (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
      <tr class="space" aria-hidden="true">
        <td colSpan={columns} style={{ height: `${count * ROW}px` }} />
      </tr>
    ) : null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll runs-table" ref={box} tabIndex={0} aria-label={label}>
      <table aria-rowcount={rows + 1}>
        <thead>{head}</thead>
        <tbody>
          {space(first)}
          {Array.from({ length: last - first }, (_, i) => row(first + i))}
          {space(rows - last)}
        </tbody>
      </table>
    </section>
  )
}
