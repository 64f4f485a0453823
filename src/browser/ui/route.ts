import { useEffect, useState } from 'preact/hooks'
import { link, parseRoute, type Route } from './hash.js'

export { link, type Route } from './hash.js'

/** The address of a comparison of runs. */
export function compareLink(runs: Iterable<string>): string {
  return link('compare', '', new URLSearchParams(Array.from(runs, (run) => ['run', run])))
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const onChange = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', onChange)
    return () => removeEventListener('hashchange', onChange)
  }, [])
  return route
}

/** Changes parameters of the address, without a step of its own in the history; undefined takes one away. */
export function setParams(changes: Readonly<Record<string, string | readonly string[] | undefined>>): void {
  const { view, dir, params } = parseRoute(location.hash)
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name)
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) params.append(name, each)
  }
  history.replaceState(null, '', link(view, dir, params))
  dispatchEvent(new HashChangeEvent('hashchange'))
}
