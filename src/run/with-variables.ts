/** Does something in a process that has these variables; it is as before when that is done. */
export async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  action: () => T,
): Promise<Awaited<T>> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  try {
    return await action()
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
