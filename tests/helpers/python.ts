import { execFileSync } from 'node:child_process'

/** The words of `POLYHEAD_REQUIRE`: what must be tested, and fails where it is not there. */
export function required(word: string): boolean {
  return (process.env.POLYHEAD_REQUIRE ?? '').split(/\s+/).includes(word)
}

/** Whether that Python has a module. */
export function hasModule(python: string, module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
