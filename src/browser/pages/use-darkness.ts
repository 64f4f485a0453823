import { useEffect, useState } from 'preact/hooks'

/** Whether the page is dark: as the system is, until the reader chooses. */
export function useDarkness(): [dark: boolean, choose: (dark: boolean) => void] {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const [chosen, choose] = useState<boolean>()
  const [systemDark, setSystemDark] = useState(system.matches)
  const dark = chosen ?? systemDark
  useEffect(() => {
    const follow = (event: MediaQueryListEvent) => setSystemDark(event.matches)
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [])
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  return [dark, choose]
}
