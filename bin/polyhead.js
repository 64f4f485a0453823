#!/usr/bin/env node
require('../dist/load-built.cjs').loadPacked('cli.cjs')
