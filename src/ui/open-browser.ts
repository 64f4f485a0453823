import { spawn } from 'node:child_process'

/** Asks the system to show an address; where it has no browser, the address that was printed remains. */
export function openBrowser(url: string): void {
  const [program = '', ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer'] : ['xdg-open']
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
