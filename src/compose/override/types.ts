import type { Node } from '../../config/node.js'
import type { PythonInt } from '../../util/python-number.js'
import type { OverrideSource } from '../../util/source.js'
import type { VersionBase } from '../version-base.js'

/** UTF-16 offsets `[start, end)` into the override's text. */
export type Range = readonly [start: number, end: number]

/**
 * A value as the grammar reads it. Unlike a config node it keeps quotes, typed keys, and sweeps wherever they stand.
 */
export type Element = Scalar | ListElement | DictElement | Sweep | ListEdit

export type Scalar = NullElement | BoolElement | IntElement | FloatElement | StringElement

/** The numbers of Python's arithmetic: its bool is an int. */
export type NumberElement = BoolElement | IntElement | FloatElement

interface Placed {
  readonly range: Range
}

interface NullElement extends Placed {
  readonly kind: 'null'
}

interface BoolElement extends Placed {
  readonly kind: 'bool'
  readonly value: boolean
}

interface IntElement extends Placed {
  readonly kind: 'int'
  readonly value: PythonInt
}

interface FloatElement extends Placed {
  readonly kind: 'float'
  readonly value: number
}

export interface StringElement extends Placed {
  readonly kind: 'string'
  /** Without quotes, unescaped. */
  readonly value: string
  /** The quote that enclosed it. */
  readonly quote?: '"' | "'"
}

interface ListElement extends Placed {
  readonly kind: 'list'
  readonly items: readonly Element[]
}

export interface DictElement extends Placed {
  readonly kind: 'dict'
  /** Python's equal keys (`1`, `1.0`, `true`) are one: the first key, the last value. */
  readonly entries: readonly (readonly [key: Scalar, value: Element])[]
}

/** A value that stands for several: one job for each. */
export type Sweep = ChoiceSweep | RangeSweep | IntervalSweep | GlobSweep | ZipSweep

/** `a,b` (the simple form) or `choice(a,b)`. */
export interface ChoiceSweep extends Placed {
  readonly kind: 'choice'
  readonly list: readonly Element[]
  readonly simpleForm: boolean
  readonly shuffle: boolean
  /** Sorted, without duplicates. */
  readonly tags: readonly string[]
}

/** What a range can be cast to. */
export type RangeCast = 'int' | 'float'

/** `range(start, stop, step)`: without `stop`. */
export interface RangeSweep extends Placed {
  readonly kind: 'range'
  readonly start: NumberElement
  readonly stop: NumberElement
  readonly step: NumberElement
  /** What its values are cast to, one after the other. */
  readonly casts?: readonly RangeCast[]
  readonly shuffle: boolean
  readonly tags: readonly string[]
}

/** `interval(start, end)`: continuous, so only an optimising sweeper can draw from it. */
interface IntervalSweep extends Placed {
  readonly kind: 'interval'
  readonly start: NumberElement
  readonly end: NumberElement
  readonly tags: readonly string[]
}

/** `glob(include, exclude)`: the options of a group whose names match. */
export interface GlobSweep extends Placed {
  readonly kind: 'glob'
  readonly include: readonly Element[]
  readonly exclude: readonly Element[]
}

/** `name=zip(a=choice(1,2), b=choice(x,y))`, ours: members advance together; `name` is only the dimension's name. */
export interface ZipSweep extends Placed {
  readonly kind: 'zip'
  /** Keys as overrides have them, `+` and `@package` included. */
  readonly members: readonly ZipMember[]
  readonly shuffle: boolean
  readonly tags: readonly string[]
}

interface ZipMember extends Placed {
  readonly key: string
  readonly values: readonly Element[]
}

/**
 * `append(…)`, `prepend(…)`, `remove(…)`, ours, and `extend_list(…)`, Hydra's of 1.4: edits the list that the config
 * has instead of replacing it.
 */
export interface ListEdit extends Placed {
  readonly kind: 'list-edit'
  readonly edit: 'append' | 'prepend' | 'remove' | 'extend_list'
  readonly items: readonly Element[]
}

/** What a function of the grammar is called with, once bound and checked. */
export interface Arguments {
  /** Positional arguments of a function that takes any number of them. */
  readonly rest: readonly Element[]
  /** The others, by parameter. */
  readonly named: ReadonlyMap<string, Element>
  /** The call's place. */
  readonly range: Range
}

export type OverrideType = 'CHANGE' | 'ADD' | 'FORCE_ADD' | 'DEL'

/** Hydra's names for the kinds of value, and two of ours. */
export type ValueType =
  | 'ELEMENT'
  | 'CHOICE_SWEEP'
  | 'SIMPLE_CHOICE_SWEEP'
  | 'GLOB_CHOICE_SWEEP'
  | 'RANGE_SWEEP'
  | 'INTERVAL'
  | 'ZIP_SWEEP'
  | 'LIST_EDIT'

/** One parsed override. The getters that can fail throw a ConfigError with this override as its source. */
export interface Override {
  /** As the user typed it. */
  readonly text: string
  readonly type: OverrideType
  /** A dotted path, or a group (`db`, `hydra/launcher`); empty for the root. */
  readonly keyOrGroup: string
  /** What follows `@`: null without one, empty for `key@=`. */
  readonly package: string | null
  /** The part before `=` with its prefix and package: `++group@pkg`. */
  readonly keyElement: string
  /** Null for `~key`. */
  readonly valueType: ValueType | null
  /**
   * A config node, or the sweep or list edit; null for `~key`.
   * @throws ConfigError where a list or dict has a sweep inside
   */
  readonly value: Node | Sweep | ListEdit | null
  /** The value as written: with quotes and with nested sweeps. Null for `~key`. */
  readonly element: Element | null
  /**
   * An element's canonical text, as a job gets it: escaped, without needless spaces; `null` for `~key`.
   * @throws ConfigError for a sweep, or where one is nested in the value
   */
  readonly valueText: string
  /** Where the key stands. */
  readonly keySource: OverrideSource
  /** Where the value stands; the whole override for `~key`. */
  readonly source: OverrideSource
  /** Seeds `shuffle`. */
  readonly seed: number
  /** By whose rules its sweeps are enumerated. */
  readonly versionBase: VersionBase
  /**
   * The texts that a discrete sweep (choice, range; a zip's dimension names) stands for, shuffled where asked.
   * @throws ConfigError where there is nothing to enumerate (an element, an interval, a glob without its group) or no
   *   end to it
   */
  values(): string[]
}
