/** The text of a component's schema. */
export function schemaText(id, title, description, properties) {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    title,
    description,
    type: 'object',
    additionalProperties: false,
    required: [],
    properties,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}
