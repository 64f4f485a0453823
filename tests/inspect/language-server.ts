import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node'

export interface EditorDiagnostic {
  message: string
  range: { start: { line: number; character: number } }
}

interface Position {
  line: number
  character: number
}

/** An editor's side of the protocol: opens files of a project, and asks what it would show. */
export interface Editor {
  /** Opens a file with this text. @returns what is flagged in it */
  open(file: string, text: string): Promise<EditorDiagnostic[]>
  /** Labels of what is offered at a place. */
  complete(file: string, at: Position): Promise<string[]>
  hover(file: string, at: Position): Promise<string>
  close(): void
}

/** Starts the real yaml-language-server over stdio. */
export async function openEditor(): Promise<Editor> {
  const folder = createRequire(import.meta.url)
    .resolve('yaml-language-server/package.json')
    .slice(0, -'/package.json'.length)
  const server = spawn(process.execPath, [`${folder}/out/server/src/server.js`, '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  const waiting = new Map<string, (diagnostics: EditorDiagnostic[]) => void>()
  const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false } }
  connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? settings : {})),
  )
  connection.onRequest('client/registerCapability', () => null)
  connection.onNotification(
    'textDocument/publishDiagnostics',
    (params: { uri: string; diagnostics: EditorDiagnostic[] }) => waiting.get(params.uri)?.(params.diagnostics),
  )
  connection.listen()
  const capabilities = { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ['markdown'] } } }
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities })
  await connection.sendNotification('initialized', {})
  const uriOf = (file: string) => pathToFileURL(file).href
  return {
    open(file, text) {
      const uri = uriOf(file)
      const answer = new Promise<EditorDiagnostic[]>((done) => waiting.set(uri, done))
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text },
      })
      return answer
    },
    async complete(file, position) {
      const params = { textDocument: { uri: uriOf(file) }, position }
      const { items } = await connection.sendRequest<{ items: { label: string }[] }>('textDocument/completion', params)
      return items.map(({ label }) => label)
    },
    async hover(file, position) {
      const params = { textDocument: { uri: uriOf(file) }, position }
      const answer = await connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', params)
      return answer?.contents.value ?? ''
    },
    close() {
      connection.dispose()
      server.kill()
    },
  }
}
