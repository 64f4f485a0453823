import { thrownBy } from '../util/user-error.js'

/**
 * Has what the methods of a plugin's component throw, or reject with, say whose it is: component and method. The object
 * stays what it is: each method of its classes gets a cover of the same name on the object itself.
 */
export function guardMethods(component: object, name: string): void {
  if (!Object.isExtensible(component)) return
  for (const method of methodNames(component)) {
    const original = Reflect.get(component, method) as (...args: unknown[]) => unknown
    const who = `${name} in ${method}`
    const value = function cover(this: unknown, ...args: unknown[]): unknown {
      try {
        const result = original.apply(this, args)
        return result instanceof Promise ? result.catch((error) => Promise.reject(thrownBy(who, error))) : result
      } catch (error) {
        throw thrownBy(who, error)
      }
    }
    Object.defineProperty(component, method, { value, writable: true, configurable: true, enumerable: false })
  }
}

function methodNames(component: object): Set<string> {
  const names = new Set<string>()
  for (let at = Object.getPrototypeOf(component); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name !== 'constructor' && typeof value === 'function' && !Object.hasOwn(component, name)) names.add(name)
    }
  }
  return names
}
