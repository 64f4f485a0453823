import type { Diagnostic } from '../../../util/diagnostic.js'

/**
 * Of a file that is whole by its header, and holds more or fewer images than were published: no damage does that, so
 * that it is meant, such as the first thousand to try things with. Torchvision takes it, too.
 */
export function warnOfCount(file: string, actual: number, expected: number, title: string): Diagnostic[] {
  if (actual === expected) return []
  const message = `${file} holds ${actual} images, and ${title} as it was published ${expected}: those of the file are taken`
  return [{ code: 'other-data', severity: 'warning', path: 'dataset.root', message }]
}
