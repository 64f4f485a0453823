import { resolve } from 'node:path'
import { applyOverrides } from '../../compose/apply-overrides.js'
import { type Override, parseOverride } from '../../compose/index.js'
import { isSweepOverride } from '../../compose/override/index.js'
import type { Tries } from '../../compose/tried-hints.js'
import { DEFAULT_VERSION_BASE } from '../../compose/version-base.js'
import { loadYaml, type MapNode } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import { diffLines } from '../../edit/diff-lines.js'
import { editYaml } from '../../edit/edit-yaml.js'
import { openFile } from '../../edit/open-file.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { shellCommand } from '../../util/shell-command.js'
import { shownPath } from '../../util/shown-path.js'
import { usageError } from '../arguments/usage-error.js'

export interface SetValues {
  file: string
  cwd: string
  /** As typed. */
  overrides: readonly string[]
}

/**
 * Sets values in a YAML file, every other byte kept.
 * @returns the lines that changed, marked as `diff` does; none where the file has these values already
 * @throws ConfigError where a key is not there, or a change cannot be written: nothing is written then
 */
export function setValues({ file, cwd, overrides }: SetValues): string[] {
  const shown = shownPath(resolve(cwd, file), cwd)
  if (overrides.length === 0) {
    throw usageError('set needs values to write, such as lr=0.01', shellCommand('set', shown, 'lr=0.01'))
  }
  const opened = openFile(resolve(cwd, file), shown)
  const parsed = overrides.map((text) => parseOverride(text))
  const wrong = parsed.flatMap(notToBeSet)
  if (wrong.length > 0) throw new ConfigError(wrong)
  const root = loadYaml(opened.text, { file: shown })
  if (root.kind !== 'map') throw usageError(`'${shown}' holds a list: there are no keys to set`)
  const edited = editYaml(opened.text, withValues(root, parsed, shown), { file: shown })
  const changed = diffLines(opened.text, edited)
  if (changed.length > 0) opened.write(edited)
  return changed
}

function withValues(root: MapNode, overrides: readonly Override[], file: string): MapNode {
  try {
    const tries: Tries = (texts, { instead } = {}) => {
      const others = overrides.filter(({ text }) => text !== instead)
      return succeeds(() => apply(root, [...others, ...texts.map((text) => parseOverride(text))]))
    }
    return apply(root, overrides, tries)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(error.diagnostics.map((diagnostic) => withDefaultsHint(diagnostic, root, overrides, file)))
  }
}

function apply(root: MapNode, overrides: readonly Override[], tries?: Tries): MapNode {
  const nothing = () => []
  return applyOverrides(root, overrides, {
    ...{ hydraShape: { kind: 'any' }, groups: [], resolving: { env: process.env }, tries },
    ...{ versionBase: DEFAULT_VERSION_BASE, open: nothing, isOption: () => false, optionsWith: nothing },
  })
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}

/** A group is no key of the file: its option stands in the defaults list. */
function withDefaultsHint(
  diagnostic: Diagnostic,
  root: MapNode,
  overrides: readonly Override[],
  file: string,
): Diagnostic {
  const override = overrides.find(({ keyOrGroup }) => keyOrGroup === diagnostic.path)
  const defaults = entryAt(root, 'defaults')
  if (!override || defaults?.kind !== 'list')
    return { ...diagnostic, notes: [...(diagnostic.notes ?? []), `in ${file}`] }
  const index = defaults.items.findIndex((item) => entryAt(item, override.keyOrGroup))
  if (index < 0) return { ...diagnostic, notes: [...(diagnostic.notes ?? []), `in ${file}`] }
  const hint = `its option stands in the defaults list: 'defaults.${index}.${override.keyOrGroup}=${override.valueText}'`
  return { ...diagnostic, hint }
}

function notToBeSet(override: Override): Diagnostic[] {
  const { text, source, keySource, keyOrGroup: path, type } = override
  if (type === 'DEL') {
    const message = `'${text}' takes a key away, and set only changes and adds values`
    return [{ code: 'usage', path, message, source: keySource, hint: 'take it out of the file by hand' }]
  }
  if (!isSweepOverride(override)) return []
  return [{ code: 'usage', path, message: `'${text}' is a sweep, and a file takes one value`, source }]
}
