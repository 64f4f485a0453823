import { polyheadApp } from './polyhead-app.js'
import { runApp } from './run-app.js'

void runApp(polyheadApp, process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
