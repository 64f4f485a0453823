/** A password in a URL: what stands before it, itself, and the `@` behind it. */
const IN_URL = /([a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@]{0,100}:)([^/\s]+)@/gi

/** Whether some URL in a text has a password. */
export function hasUrlPassword(text: string): boolean {
  return urlPasswords(text).length > 0
}

/** Passwords of the URLs in a text, but for interpolations that stand in their place. */
export function urlPasswords(text: string): string[] {
  return [...text.matchAll(IN_URL)].map((match) => match[2] as string).filter(isWritten)
}

/** The text with the passwords of its URLs as `***`. */
export function maskUrlPasswords(text: string): string {
  return text.replace(IN_URL, (whole, before: string, password: string) =>
    isWritten(password) ? `${before}***@` : whole,
  )
}

function isWritten(password: string): boolean {
  return !/^\$\{.*\}$/.test(password)
}
