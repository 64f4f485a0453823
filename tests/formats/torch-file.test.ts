import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTorchFile } from '../../src/formats/torch-file.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'
import { storeZip } from './store-zip.js'

const python = process.env.POLYHEAD_PYTHON_TORCH ?? 'python3'

const ascii = (text: string) => Buffer.from(text, 'latin1')
const word = (text: string) => Buffer.concat([ascii('X'), Buffer.from(Uint32Array.of(text.length).buffer), ascii(text)])
const bytes = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? ascii(part) : part)))
const int = (value: number) => bytes('J', Buffer.from(Int32Array.of(value).buffer))

/** A pickle of protocol 2 around these instructions. */
const pickle = (...parts: (string | Buffer)[]) => bytes('\x80\x02', ...parts, '.')

/** A file with one tensor, of four floats. */
function tensorFile({ offset = 0, shape = [2, 2], stride = [2, 1], type = 'FloatStorage', count = 4, mark = '' } = {}) {
  const tuple = (values: readonly number[]) => bytes('(', ...values.map(int), 't')
  const storage = bytes('(', word('storage'), `ctorch\n${type}\n`, word('0'), word('cpu'), int(count), 'tQ')
  const call = bytes('ctorch._utils\n_rebuild_tensor_v2\n(', storage, int(offset), tuple(shape), tuple(stride))
  const marks = mark === '' ? '' : bytes('}', word(mark), '\x88s')
  const data = pickle('}', word('w'), call, '\x89', 'ccollections\nOrderedDict\n)R', marks, 'tRs')
  return storeZip({ 'm/data.pkl': data, 'm/data/0': Buffer.from(Float32Array.of(1, 2, 3, 4).buffer) })
}

function refusal(file: Uint8Array): string {
  try {
    readTorchFile(file, 'model.pth')
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics.map(({ message }) => message).join('\n')
    throw error
  }
  return ''
}

const fileOf = (...parts: (string | Buffer)[]) => storeZip({ 'm/data.pkl': pickle(...parts) })

describe("PyTorch's files of weights", () => {
  test('a tensor is its values in its shape; strides say where they lie', () => {
    expect(readTorchFile(tensorFile(), 'f').tensors.get('w')).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 4),
    })
    const turned = readTorchFile(tensorFile({ stride: [1, 2] }), 'f').tensors.get('w')
    expect([...(turned?.data ?? [])]).toEqual([1, 3, 2, 4])
    const part = readTorchFile(tensorFile({ offset: 1, shape: [2], stride: [2] }), 'f').tensors.get('w')
    expect([...(part?.data ?? [])]).toEqual([2, 4])
  })

  test.each(['neg', 'conj'])('a tensor whose values are others than those that are stored (%s) is refused', (mark) => {
    expect(refusal(tensorFile({ mark }))).toContain('negated or conjugated')
  })

  test.each([
    ['a function of the system', fileOf('cposix\nsystem\n', word('true'), '\x85R'), "names 'posix.system'"],
    ['a built-in function', fileOf('c__builtin__\neval\n', word('1'), '\x85R'), "names '__builtin__.eval'"],
    ['a function of a known package', fileOf('ctorch.hub\nload\n', word('a'), '\x85R'), "names 'torch.hub.load'"],
    ['a name on the stack', fileOf(word('os'), word('system'), '\x93'), "names 'os.system'"],
    ['an extension of its own', fileOf('\x82\x01'), 'has the instruction 0x82'],
    ['an instruction of protocol 0', fileOf('ios\nsystem\n'), 'has the instruction 0x69'],
    ['a number', fileOf('K\x01'), 'holds neither a state dict nor a module'],
    ['a dict of numbers', fileOf('}', word('a'), 'K\x01s'), "'a' in it is no tensor"],
    ['an empty dict', fileOf('}'), 'holds no tensors'],
    ['an end without a beginning', fileOf(''), 'is damaged'],
    ['a text that goes on', fileOf('X\xff\xff\xff\x7f'), 'is cut short'],
    ['nested modules without end', nestedModules(), 'has modules without end'],
    ['nested modules without names', nestedModules('K\x01'), 'whose name is no text'],
    ['nested parameters without end', nestedParameters(), "'w' in it is no tensor"],
  ])('%s is refused, and nothing is run', (_, file, message) => {
    expect(refusal(file)).toContain(message)
  })

  test.each([
    ['beyond its values', { offset: 1 }, 'reaches beyond its values'],
    ['larger than its values', { shape: [1000, 1000], stride: [0, 0] }, 'reaches beyond its values'],
    ['of no length', { shape: [-1, 2] }, 'has no sound shape'],
    ['of other values', { type: 'ComplexFloatStorage' }, 'holds a torch.ComplexFloatStorage, which is not read'],
    ['of more values than there are', { count: 5 }, 'holds 16 bytes, but 20 are told'],
  ])('a tensor %s is refused', (_, options, message) => {
    expect(refusal(tensorFile(options))).toContain(message)
  })

  test('what is no such archive is told, and so is what is damaged', () => {
    const file = tensorFile()
    expect(refusal(Buffer.from('hello'))).toContain("is no file of torch.save's")
    expect(refusal(bytes('\x80\x02'))).toContain("has PyTorch's format before 1.6")
    expect(refusal(file.subarray(0, 200))).toContain('is no zip archive, or is cut short')
    expect(refusal(storeZip({ 'm/code/a.py': '', 'm/data.pkl': '' }))).toContain('is a TorchScript program')
    expect(refusal(storeZip({ 'm/data.pkl': 'x' }, { method: 8 }))).toContain('is compressed')
    const damaged = Buffer.from(file)
    damaged.writeUInt8(1, file.indexOf(Buffer.from(Float32Array.of(3).buffer)))
    expect(refusal(damaged)).toContain("is damaged: 'm/data/0' in it is not what was written")
  })
})

/** A module that holds itself. */
function nestedModules(name: string | Buffer = word('a')): Buffer {
  const entry = (name: string, value: string) => bytes(word(name), value, 's')
  const state = bytes('}', entry('_parameters', '}'), entry('_buffers', '}'), word('_modules'), '}', name, 'h\x01ss')
  return fileOf('ctorch.nn\nModule\n)\x81q\x01', state, 'b')
}

/** A parameter of a parameter of a parameter, and so on. */
function nestedParameters(depth = 100_000): Buffer {
  const begin = 'ctorch._utils\n_rebuild_parameter\n'
  return fileOf('}', word('w'), begin.repeat(depth), 'N', '\x85R'.repeat(depth), 's')
}

describe.skipIf(!hasModule(python, 'torch') && !required('torch'))(
  'files that PyTorch writes (POLYHEAD_PYTHON_TORCH)',
  () => {
    let folder: string
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'torch-file-'))
      execFileSync(python, ['-c', script], { cwd: folder })
    })
    afterAll(() => rmSync(folder, { recursive: true }))
    const read = (name: string) => readTorchFile(readFileSync(join(folder, name)), name)

    test('a state dict, a checkpoint and a whole module hold the same tensors', () => {
      const expected = new Map(Object.entries(JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')) as object))
      for (const name of ['state.pth', 'checkpoint.ckpt', 'module.pth']) {
        const { tensors } = read(name)
        const values = [...tensors].map(([key, { shape, data }]) => [key, { shape, values: Array.from(data, Number) }])
        expect(new Map(values as [string, unknown][])).toEqual(expected)
      }
      expect(read('module.pth').classes.get('act')).toBe('torch.nn.modules.activation.Tanh')
      expect(read('state.pth').classes.size).toBe(0)
    })

    test('half floats, integers and logical values', () => {
      const { tensors } = read('types.pth')
      expect([...tensors.values()].map(({ dtype, data }) => [dtype, ...Array.from(data, Number)])).toEqual([
        ['float32', 1.5, -2],
        ['float32', 0.25, 3],
        ['int64', 7],
        ['uint8', 1, 0],
        ['float64', 0.1],
        ['float32'],
      ])
    })

    test('code in a file is not run', () => {
      expect(refusal(readFileSync(join(folder, 'evil.pth')))).toContain('which is no part of weights; nothing was run')
      expect(existsSync(join(folder, 'ran'))).toBe(false)
    })
  },
)

const script = `
import json, os, torch
from torch import nn
m = nn.Module()
m.lin = nn.Linear(3, 2)
m.lin.weight.data = m.lin.weight.data.t().contiguous().t()
m.bn = nn.BatchNorm1d(2)
m.act = nn.Tanh()
m.register_buffer('passing', torch.ones(2), persistent=False)
json.dump({k: {'shape': list(v.shape), 'values': v.flatten().tolist()} for k, v in m.state_dict().items()}, open('values.json', 'w'))
torch.save(m, 'module.pth')
torch.save(m.state_dict(), 'state.pth')
torch.save({'state_dict': m.state_dict(), 'epoch': 3}, 'checkpoint.ckpt')
torch.save({'h': torch.tensor([1.5, -2], dtype=torch.half), 'b': torch.tensor([0.25, 3], dtype=torch.bfloat16),
  'l': torch.tensor(7), 'x': torch.tensor([True, False]), 'd': torch.tensor([0.1], dtype=torch.double),
  'e': torch.zeros(0, 3)}, 'types.pth')
class Evil:
    def __reduce__(self):
        return os.system, ('touch ran',)
torch.save({'w': Evil()}, 'evil.pth')
`
