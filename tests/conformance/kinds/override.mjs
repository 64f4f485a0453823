// Overrides and sweeps: parsed values and job lists in the vectors' tagged form.
import { expandSweep, openRepository, parseOverride } from '../../../dist/config.js'
import { tagFloat, tagInt, tagMap } from '../tags.mjs'

/** A parsed value, tagged. Sweeps and quoted strings have tags of their own. */
function tag(element) {
  switch (element.kind) {
    case 'null':
      return null
    case 'int':
      return tagInt(element.value)
    case 'float':
      return tagFloat(element.value)
    case 'string':
      return element.quote ? { $quoted: element.value, q: element.quote } : element.value
    case 'list':
      return element.items.map(tag)
    case 'dict':
      return tagMap(element.entries.map(([key, value]) => [tag(key), tag(value)]))
    case 'choice': {
      const { list, simpleForm, shuffle, tags } = element
      return { $sweep: 'choice', list: list.map(tag), simple_form: simpleForm, shuffle, tags }
    }
    case 'range': {
      const { start, stop, step, shuffle, tags } = element
      return { $sweep: 'range', start: tag(start), stop: tag(stop), step: tag(step), shuffle, tags }
    }
    case 'interval':
      return { $sweep: 'interval', start: tag(element.start), end: tag(element.end), tags: element.tags }
    case 'glob':
      return { $sweep: 'glob', include: element.include.map(tag), exclude: element.exclude.map(tag) }
    default:
      return element.value
  }
}

/** What `make` returns, or the vectors' mark of an error. */
function attempt(make) {
  try {
    return make()
  } catch (error) {
    return { error: true, message: error.message }
  }
}

export function overrideParse({ input_line: text }) {
  const override = parseOverride(text)
  return {
    type: override.type,
    key_or_group: override.keyOrGroup,
    package: override.package,
    value_type: override.valueType,
    value: override.element && tag(override.element),
    key_element: override.keyElement,
    value_str: attempt(() => override.valueText),
    sweep: attempt(() => override.values()),
  }
}

export function sweep({ overrides, params }, directory) {
  const repository = directory === undefined ? undefined : openRepository([directory])
  return { jobs: expandSweep({ overrides, params, repository }) }
}
