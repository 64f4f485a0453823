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
  return { view: view || 'runs', dir: dir.map(decoded).join('/'), params: new URLSearchParams(query) }
}

/** An address that was typed may hold a `%` that encodes nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The address of a view. */
export function link(view: string, dir = '', params?: URLSearchParams | Record<string, string>): string {
  const path = [view, ...(dir === '' ? [] : dir.split('/').map(encodeURIComponent))].join('/')
  const query = new URLSearchParams(params).toString()
  return `#/${path}${query && `?${query}`}`
}
