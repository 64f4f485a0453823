const SIGNS: Readonly<Record<string, string>> = {
  running: '▶',
  done: '✓',
  failed: '✗',
  interrupted: '‖',
  killed: '✗',
  unreadable: '?',
  waiting: '…',
  pruned: '✂',
}

/** How a run or trial stands: told by its word, not by its colour alone. */
export function Status({ status }: { status: string }) {
  return (
    <span class={`status ${status}`}>
      <span aria-hidden="true">{SIGNS[status] ?? ''}</span> {status}
    </span>
  )
}
