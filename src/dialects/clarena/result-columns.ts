/** Columns of the results of a single task that CLArena calls otherwise. */
export const RESULT_COLUMNS: Readonly<Record<string, string>> = {
  accuracy: 'average_accuracy',
  loss_cls: 'average_classification_loss',
}
