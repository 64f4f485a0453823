import { useEffect, useState } from 'preact/hooks'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'polyhead-theme'
const system = matchMedia('(prefers-color-scheme: dark)')

/** What the user chose, and whether that is dark now. */
export function useTheme(): { theme: Theme; dark: boolean; setTheme: (theme: Theme) => void } {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem(KEY) as Theme | null) ?? 'system')
  const [systemDark, setSystemDark] = useState(system.matches)
  useEffect(() => {
    const onChange = () => setSystemDark(system.matches)
    system.addEventListener('change', onChange)
    return () => system.removeEventListener('change', onChange)
  }, [])
  const dark = theme === 'system' ? systemDark : theme === 'dark'
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  const choose = (next: Theme) => {
    localStorage.setItem(KEY, next)
    setTheme(next)
  }
  return { theme, dark, setTheme: choose }
}
