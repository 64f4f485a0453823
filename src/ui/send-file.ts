import { closeSync, createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { LARGEST, openRunFile } from '../rundir/run-file.js'

/**
 * A file of a run to be saved, whatever it holds: a page or a picture in it is not shown.
 * @throws RunFileError where it lies outside of the directory, is a link, or is no regular file
 */
export function sendFile(dir: string, path: string, headersOnly: boolean): Response {
  const { fd, size } = openRunFile(dir, path, LARGEST.whole)
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`,
  }
  if (headersOnly || size === 0) {
    // Nobody reads a stream to its end, which would close it.
    closeSync(fd)
    return new Response(null, { headers })
  }
  const stream = createReadStream('', { fd, start: 0, end: size - 1 })
  return new Response(Readable.toWeb(stream) as ReadableStream, { headers })
}
