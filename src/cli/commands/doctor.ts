import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'what there is to compute with, how fast it is, and how to get more',
  help: [
    'The backends that are installed, with the speed of a product of matrices on each, and what the others need.',
    '`--install onnx` installs ONNX Runtime beside polyhead by npm, without running its script.',
    '`--install native` builds the binding of TensorFlow among your caches, of what npm and PyPI have (Linux on x64,',
    'with Python 3, pip and a C++ compiler): 230 MB to fetch, 474 MB on disk; with `--gpu` some gigabytes. Stopped, it',
    'goes on where it was.',
  ],
  examples: ['polyhead doctor'],
  operands: {},
  options: {
    install: { type: 'text', name: 'BACKEND', choices: ['onnx', 'native'], about: 'get a backend that is not there' },
    gpu: { type: 'boolean', about: "with '--install native': for NVIDIA's graphics cards" },
  },
  overrides: false,
  async run({ options, flags }) {
    if (options.gpu && options.install !== 'native') throw usageError('--gpu goes with --install native')
    const { backendStates, installOnnx, statesText } = await import('../backend-states.js')
    if (options.install === 'onnx' && !installOnnx()) return EXIT.failed
    if (options.install === 'native') {
      const { installNative } = await import('../install-native.js')
      if (!installNative(options.gpu ? 'gpu' : 'cpu')) return EXIT.failed
    }
    const states = await backendStates()
    if (flags.json) printJson(states)
    else print(statesText(states))
    return EXIT.done
  },
})
