/** Imports a module by its URL. A file of its own in `dist/`: code that is loaded from V8's cache cannot import. */
export const importModule = (url: string): Promise<Record<string, unknown>> => import(url)
