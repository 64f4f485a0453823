/** How a table can be printed. */
export const TABLE_FORMATS = ['table', 'markdown', 'csv', 'latex'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]
