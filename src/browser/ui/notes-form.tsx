import { useState } from 'preact/hooks'
import { ApiError, put } from './api.js'
import { Problem } from './problem.js'
import type { RunNotes } from './wire.js'

interface NotesFormProps {
  dir: string
  notes: RunNotes
  onSaved: () => void
}

/** What a user says of a run. */
export function NotesForm({ dir, notes, onSaved }: NotesFormProps) {
  const [name, setName] = useState(notes.name)
  const [tags, setTags] = useState(notes.tags.join(', '))
  const [text, setText] = useState(notes.notes)
  const [error, setError] = useState<ApiError | undefined>(undefined)
  const [saved, setSaved] = useState(false)
  const save = async (event: Event) => {
    event.preventDefault()
    const words = tags.split(',').map((tag) => tag.trim())
    try {
      await put<RunNotes>('/api/notes', { run: dir }, { name, tags: words.filter(Boolean), notes: text })
      setError(undefined)
      setSaved(true)
      onSaved()
    } catch (thrown) {
      setError(thrown instanceof ApiError ? thrown : new ApiError(String(thrown)))
    }
  }
  return (
    <form class="form" onSubmit={save} onInput={() => setSaved(false)}>
      <label>
        Name
        <input value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        Tags, with commas between them
        <input value={tags} onInput={({ currentTarget }) => setTags(currentTarget.value)} />
      </label>
      <label>
        Notes
        <textarea value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <p>
        <button type="submit">Save</button>{' '}
        <span role="status">{saved ? 'saved in notes.json beside the run' : ''}</span>
      </p>
      <Problem error={error} />
    </form>
  )
}
