import type { ComponentClass, ComponentGroup, Manifest } from '../../src/registry/manifest.js'

/** A component that keeps what it was given. */
export class Recorder {
  constructor(readonly given: Record<string, unknown>) {}
}

export class Net extends Recorder {}
export class Layer extends Recorder {}

export class Picky extends Recorder {
  constructor(given: Record<string, unknown>) {
    if (given.size === 0) throw new RangeError('size 0 leaves nothing')
    super(given)
  }
}

/** A manifest of a test's component: `test.Net`, also `alias.Net`. */
export function manifest(component: ComponentClass, more: Partial<Manifest> = {}): Manifest {
  return {
    target: `test.${component.name}`,
    aliases: [`alias.${component.name}`],
    group: 'backbone' as ComponentGroup,
    option: component.name.toLowerCase(),
    schema: { type: 'object', properties: {} },
    load: async () => component,
    ...more,
  }
}
