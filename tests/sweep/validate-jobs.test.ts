import { expect, test } from 'vitest'
import { validateJobs } from '../../src/sweep/validate-jobs.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const options = { signal: new AbortController().signal, onProgress: () => {} }

/** What is wrong with jobs that are numbers, how many were looked at, and which were asked for advice. */
async function validate(count: number, messageOf: (job: number) => string) {
  const jobs = Array.from({ length: count }, (_, job) => job)
  let checked = 0
  const advised: number[] = []
  const check = async (job: number) => {
    checked++
    throw new ConfigError({ code: 'out-of-range', path: 'lr', message: messageOf(job) })
  }
  const advise = async <T>(mistake: T, job: number) => {
    advised.push(job)
    return { ...mistake, hint: `of job ${job}` }
  }
  const error: unknown = await validateJobs(jobs, check, { ...options, advise }).catch((thrown) => thrown)
  const told = (error as ConfigError).diagnostics.map(({ message, hint }) => `${message}, ${hint}`)
  return { told, checked, advised }
}

test('jobs that all make one mistake are not all looked at, and its advice is made once', async () => {
  const { told, checked, advised } = await validate(10_000, () => 'it must be at least 0')
  expect(told).toEqual(['it must be at least 0, of job 0'])
  expect(advised).toEqual([0])
  expect(checked).toBeLessThan(1000)
})

test('another mistake after many alike is told, too', async () => {
  const { told, advised } = await validate(900, (job) => (job < 450 ? 'it is negative' : 'it is too large'))
  expect(told).toEqual(['it is negative, of job 0', 'it is too large, of job 450'])
  expect(advised).toEqual([0, 450])
})
