import type { ComponentChildren } from 'preact'

/** What may be wider than the page: it scrolls by itself, and the keyboard reaches it. */
export function Scrolled({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={`${label}, to be scrolled`}>
      {children}
    </section>
  )
}
