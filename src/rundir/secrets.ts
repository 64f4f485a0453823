import { isSecretName } from '../util/secret-name.js'

/** Shorter values are too likely to stand in a text by chance. */
const SHORTEST = 6

const PATTERNS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\b(ghp|gho|ghs|github_pat|glpat|xox[abpr]|sk|hf)[-_][A-Za-z0-9_-]{16,}/,
  /\b[\w-]*(token|secret|passwo?r?d|api[_-]?key|credential)[\w-]*["']?\s*[:=]\s*["']?[^\s"'${}()[\]<>,;]{8,}/i,
]

/** Values of the environment variables that are secrets, longest first. */
export function secretValues(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env)
    .flatMap(([name, value]) => (value && value.length >= SHORTEST && isSecretName(name) ? [value] : []))
    .sort((a, b) => b.length - a.length)
}

/** Whether a text holds the value of a secret environment variable, or looks as if it held a key or a password. */
export function holdsSecret(text: string, env: NodeJS.ProcessEnv): boolean {
  return secretValues(env).some((value) => text.includes(value)) || PATTERNS.some((pattern) => pattern.test(text))
}

/** The text with the values of secret environment variables masked. */
export function maskSecrets(text: string, env: NodeJS.ProcessEnv): string {
  return secretValues(env).reduce((masked, value) => masked.replaceAll(value, '***'), text)
}
