import type { WireRun } from './wire.js'

/** What the run ran on. */
export function EnvironmentPanel({ run: { environment, data, checksums, git, diff } }: { run: WireRun }) {
  return (
    <>
      <h2>Machine and versions</h2>
      <Facts facts={environment} />
      <h2>Data</h2>
      <Facts facts={data.map(({ name, sha256, rows }) => [name, `${rows} rows, sha256 ${sha256}`])} />
      <h2>Checksums of what it wrote</h2>
      <Facts facts={Object.entries(checksums).map(([file, sha256]) => [file, `sha256 ${sha256}`])} />
      <h2>Git</h2>
      {git ? (
        <Facts
          facts={[
            ['commit', git.commit],
            ['branch', git.branch ?? 'none'],
            ['work tree', git.changed ? 'changed' : 'clean'],
            ...(git.diffOmitted ? ([['diff not saved', git.diffOmitted]] as const) : []),
          ]}
        />
      ) : (
        <p>The run was started outside of a repository.</p>
      )}
      {diff === null ? null : <Diff text={diff} />}
    </>
  )
}

function Facts({ facts }: { facts: readonly (readonly [name: string, value: string])[] }) {
  if (facts.length === 0) return <p>None.</p>
  return (
    <table class="facts">
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Diff({ text }: { text: string }) {
  return (
    <details open>
      <summary>What was not committed</summary>
      <pre class="diff">
        {text.split('\n').map((line, i) => (
          <span key={i} class={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </details>
  )
}
