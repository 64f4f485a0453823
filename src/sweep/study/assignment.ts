/** An override as key and value, whether it adds or changes it. One that deletes has no value. */
export function assignment(override: string): [key: string, value: string] {
  const [key = '', ...value] = override.replace(/^\++/, '').split('=')
  return [key, value.join('=')]
}
