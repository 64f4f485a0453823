import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface TabsProps<Name extends string> {
  label: string
  names: readonly Name[]
  shown: Name
  onShow: (name: Name) => void
  children: ComponentChildren
}

/** Parts of a page of which one is seen; arrows go from one to the next. */
export function Tabs<Name extends string>({ label, names, shown, onShow, children }: TabsProps<Name>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const place = names.indexOf(shown)
    const moves: Readonly<Record<string, number>> = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }
    const move = moves[key]
    if (move === undefined) return
    const next = (move + names.length) % names.length
    onShow(names[next] as Name)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === shown}
            aria-controls="panel"
            tabIndex={name === shown ? 0 : -1}
            onClick={() => onShow(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${shown}`}>
        {children}
      </div>
    </>
  )
}
