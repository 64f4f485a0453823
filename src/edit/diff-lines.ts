/**
 * Lines of a text that another one has otherwise, as `diff -u` marks them, with `context` lines around them; `…` stands
 * for what lies between.
 */
export function diffLines(before: string, after: string, context = 2): string[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  if (start === a.length && start === b.length) return []
  const marked = [
    ...a.slice(Math.max(0, start - context), start).map((line) => `  ${line}`),
    ...between(a.slice(start, endA), b.slice(start, endB)),
    ...a.slice(endA, endA + context).map((line) => `  ${line}`),
  ]
  const isNear = (at: number) => marked.slice(Math.max(0, at - context), at + context + 1).some(isChange)
  return marked.flatMap((line, at) => (isNear(at) ? [line] : isNear(at - 1) ? ['  …'] : []))
}

function isChange(line: string): boolean {
  return !line.startsWith('  ')
}

/** What follows the last line break is no line. */
function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** By their longest common subsequence. */
function between(a: readonly string[], b: readonly string[]): string[] {
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number)
    }
  }
  const lines: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i++]}`)
      j++
    } else if (
      i < a.length &&
      (j === b.length || (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))
    ) {
      lines.push(`- ${a[i++]}`)
    } else lines.push(`+ ${b[j++]}`)
  }
  return lines
}
