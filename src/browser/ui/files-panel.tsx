import { address } from './api.js'
import { sizeText } from './values.js'
import type { WireRun } from './wire.js'

/** Files of the run, to be saved. */
export function FilesPanel({ run: { dir, path, files } }: { run: WireRun }) {
  return (
    <>
      <p class="summary">{path}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">size</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.path}>
              <th scope="row">
                <a href={address('/file', { run: dir, path: file.path })} download>
                  {file.path}
                </a>
              </th>
              <td class="number">{sizeText(file.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
