#!/usr/bin/env node
require('../dist/load-built.cjs').loadChunk('cli.cjs')
