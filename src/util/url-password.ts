const AFTER_SCHEME = /:\/\//g
/** What may stand behind a URL's scheme: a user's name, which may be none, and a password. */
const PASSWORD = /[^/\s:@]{0,100}:([^/\s]+)@/y

/** Passwords of the URLs in a text, but for interpolations that stand in their place. */
export function urlPasswords(text: string): string[] {
  return places(text).map(([start, end]) => text.slice(start, end))
}

/** Whether some URL in a text has a password. */
export function hasUrlPassword(text: string): boolean {
  return places(text).length > 0
}

/** The text with the passwords of its URLs as `***`. */
export function maskUrlPasswords(text: string): string {
  let shown = ''
  let from = 0
  for (const [start, end] of places(text)) {
    shown += `${text.slice(from, start)}***`
    from = end
  }
  return shown + text.slice(from)
}

function places(text: string): [start: number, end: number][] {
  const found: [number, number][] = []
  for (const { index } of text.matchAll(AFTER_SCHEME)) {
    PASSWORD.lastIndex = index + '://'.length
    const password = PASSWORD.exec(text)?.[1]
    const isScheme = /[a-z0-9+.-]/i.test(text[index - 1] ?? '')
    if (password === undefined || !isScheme || /^\$\{[^}]*\}$/.test(password)) continue
    const end = PASSWORD.lastIndex - '@'.length
    found.push([end - password.length, end])
  }
  return found
}
