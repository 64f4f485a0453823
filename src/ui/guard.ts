import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** Who may talk to the server. */
export interface GuardOptions {
  /** Values of the Host header that are the server's own: a name that somebody else points here is none. */
  hosts: ReadonlySet<string>
  /** What the address holds that was printed. */
  token: string
}

/** Nothing from elsewhere, nothing inline, nothing framed. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/**
 * Lets through what the user's own browser asks for: with a Host that is the server's, with the token (in the first
 * page's address, from then on in a cookie), not from a page of another origin; and what changes something only from a
 * page of this one.
 */
export function guard({ hosts, token }: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const refused = refusal(c, hosts, token)
    if (refused) c.res = refused
    else await next()
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
  }
}

function refusal(c: Context, hosts: ReadonlySet<string>, token: string): Response | undefined {
  const host = c.req.header('host')?.toLowerCase() ?? ''
  if (!hosts.has(host)) return c.text('This host name is not of this server.\n', 421)
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  const page = reads && c.req.path === '/'
  const given = page ? c.req.query('token') : undefined
  // Cookies are shared by all ports of a host.
  const cookie = `polyhead-ui-${/:(\d+)$/.exec(host)?.[1] ?? '80'}`
  if (given !== undefined && isSame(given, token)) {
    setCookie(c, cookie, token, { path: '/', httpOnly: true, sameSite: 'Strict' })
  } else if (!isSame(getCookie(c, cookie) ?? '', token)) {
    return c.text('Open the address that polyhead ui has printed: it holds the token.\n', 401)
  }
  const site = c.req.header('sec-fetch-site')
  if (!page && site !== undefined && site !== 'same-origin' && site !== 'none') {
    return c.text('Only pages of this server may ask for this.\n', 403)
  }
  if (reads) return undefined
  const sameOrigin = c.req.header('origin') === `http://${host}`
  const json = c.req.header('content-type')?.split(';')[0] === 'application/json'
  return sameOrigin && json ? undefined : c.text('Only pages of this server may change anything.\n', 403)
}

/** In the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(x, y)
}
