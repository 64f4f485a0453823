import { useEffect, useState } from 'preact/hooks'

interface SearchBoxProps {
  value: string
  onSearch: (value: string) => void
  /** Names that conditions may have. */
  known: readonly string[]
}

/** Searches while it is typed in. */
export function SearchBox({ value, onSearch, known }: SearchBoxProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onSearch(text), 300)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <search class="search">
      <label for="search">Search</label>
      <input
        id="search"
        type="search"
        list="search-names"
        placeholder="acc>0.9 optimizer=sgd words"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key === 'Enter') onSearch(text)
        }}
      />
      <datalist id="search-names">
        {known.slice(0, 300).map((name) => (
          <option key={name} value={`${name}=`} />
        ))}
      </datalist>
    </search>
  )
}
