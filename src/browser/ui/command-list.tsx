import { useState } from 'preact/hooks'

/** Commands that can be typed, each with a button that copies it. */
export function CommandList({ commands }: { commands: readonly (readonly [name: string, command: string])[] }) {
  return (
    <ul class="commands" aria-label="Commands">
      {commands.map(([name, command]) => (
        <li key={name}>
          <CopyButton text={command} what={name} />
          <code>{command}</code>
        </li>
      ))}
    </ul>
  )
}

/** Copies a text; says so. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (!(await copyText(text))) return
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <button type="button" onClick={copy} aria-label={`copy the command: ${what}`}>
      <span role="status">{copied ? 'copied' : 'copy'}</span>
    </button>
  )
}

/** Browsers have a clipboard for pages of this machine alone; elsewhere what is selected can be copied. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text)
    return true
  }
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  return done
}
