import { render } from 'preact'
import { App } from './app.js'
import { connect } from './live.js'
import './style.css'

// The cookie has the token now: an address that is shown to others, or kept, need not.
if (location.search !== '') history.replaceState(null, '', `/${location.hash}`)
connect()
render(<App />, document.getElementById('app') as HTMLElement)
