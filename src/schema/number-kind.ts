import { _, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv'

/** `this` of a validator: which numbers were written as floats. JSON has one kind of number only. */
export interface NumberKinds {
  /** JSON pointers of the floats. */
  floats: ReadonlySet<string>
}

/**
 * The keyword `"numberKind": "int" | "float"`: tells `1` from `1.0`, where a component's meaning depends on it
 * (`limit_train_batches: 1` is one batch, `1.0` is all of them). A value that is no number passes. Needs ajv's
 * `passContext`.
 */
export const numberKind: CodeKeywordDefinition = {
  keyword: 'numberKind',
  type: 'number',
  schemaType: 'string',
  metaSchema: { enum: ['int', 'float'] },
  error: { message: ({ schema }) => _`"must be written as " + ${schema}` },
  code(cxt: KeywordCxt) {
    const { it, schema } = cxt
    const pointer = _`${names.instancePath} + ${it.errorPath}`
    const isFloat = _`${names.this}.floats.has(${pointer})`
    cxt.fail(schema === 'float' ? _`!${isFloat}` : isFloat)
  },
}

// As ajv names them in the code that it writes.
const names = { instancePath: new Name('instancePath'), this: new Name('this') }
