import { hostname, networkInterfaces } from 'node:os'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** A host as it stands in an address. */
export function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** What the Host header of a request to the server may say, which listens on `host`. */
export function ownHosts(host: string, port: number): Set<string> {
  // Another address of loopback (127.0.0.2) is in the address that is printed, too.
  const names = new Set([...LOOPBACK, inAddress(host).toLowerCase()])
  if (host === '0.0.0.0' || host === '::') {
    names.add(hostname().toLowerCase())
    for (const address of Object.values(networkInterfaces()).flat()) if (address) names.add(inAddress(address.address))
  }
  // Browsers leave the port of HTTP out.
  return new Set([...names].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}
