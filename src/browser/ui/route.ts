import { useEffect, useState } from 'preact/hooks'

/** What is shown, as the address has it after its `#`: the address holds all of a view's state. */
export interface Route {
  /** `runs`, `run`, `compare`, `sweeps`, `sweep`. */
  view: string
  /** The directory that the view is about; empty where it is about none. */
  dir: string
  params: URLSearchParams
}

/** Reads `#/run/outputs/first?tab=log`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [view = '', ...dir] = path.split('/')
  return { view: view || 'runs', dir: dir.map(decodeURIComponent).join('/'), params: new URLSearchParams(query) }
}

/** The address of a view. */
export function link(view: string, dir = '', params?: URLSearchParams | Record<string, string>): string {
  const path = [view, ...(dir === '' ? [] : dir.split('/').map(encodeURIComponent))].join('/')
  const query = new URLSearchParams(params).toString()
  return `#/${path}${query && `?${query}`}`
}

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
