import { polyheadApp } from './polyhead-app.js'
import { runApp } from './run-app.js'

// A reader that closes early (`polyhead --cfg job | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
void runApp(polyheadApp, process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
