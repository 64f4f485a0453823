import { execFileSync } from 'node:child_process'

/** Whether that Python has a module. */
export function hasModule(python: string, module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
