import type { BuiltInConfig } from './built-in-config.js'
import type { Shape } from './hydra-shape.js'

/** A key of a built-in config: its type, and what it is unless somebody sets it. */
export interface Field {
  readonly shape: Shape
  /** Undefined: the key is not there until somebody sets it. */
  readonly value: unknown
}

export type Fields = Readonly<Record<string, Field>>

export const given = (shape: Shape, value: unknown): Field => ({ shape, value })
export const text = (value: string): Field => given({ kind: 'text' }, value)
export const int = (value: number): Field => given({ kind: 'int' }, value)
export const float = (value: number): Field => given({ kind: 'float' }, value)
export const bool = (value: boolean): Field => given({ kind: 'bool' }, value)
export const anything = (value: unknown): Field => given({ kind: 'any' }, value)
export const texts = (...value: string[]): Field => given({ kind: 'list', of: { kind: 'text' } }, value)
export const dict = (of: 'any' | 'text', value: unknown): Field => given({ kind: 'dict', of: { kind: of } }, value)
export const oneOf = (type: string, names: readonly string[], value: string): Field =>
  given({ kind: 'enum', type, names }, value)

/** Null until somebody sets it. */
export const optional = (kind: 'text' | 'int' | 'float'): Field => given({ kind, optional: true }, null)
export const optionalTexts: Field = given({ kind: 'list', of: { kind: 'text' }, optional: true }, null)
export const optionalDict = (of: 'any' | 'text'): Field =>
  given({ kind: 'dict', of: { kind: of }, optional: true }, null)

export function node(fields: Fields): Field {
  const each = <Part>(part: (field: Field) => Part): [string, Part][] =>
    Object.entries(fields).map(([key, field]) => [key, part(field)])
  return given(
    { kind: 'node', fields: Object.fromEntries(each(({ shape }) => shape)) },
    Object.fromEntries(each(({ value }) => value).filter(([, value]) => value !== undefined)),
  )
}

export function config(fields: Fields, defaults?: BuiltInConfig['defaults']): BuiltInConfig {
  const { shape, value } = node(fields)
  return { shape, content: value as Record<string, unknown>, ...(defaults && { defaults }) }
}
