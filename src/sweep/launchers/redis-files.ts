import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Redis } from 'ioredis'
import { RunError } from '../../util/run-error.js'
import { KEPT } from './redis-queue.js'

/** Bytes of a file that are sent at once. */
const CHUNK = 2 ** 19

/** Sends the files of a folder through a list of Redis: a line for each file, then its bytes in chunks. */
export async function sendFiles(redis: Redis, key: string, folder: string): Promise<void> {
  await redis.del(key)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const { size } = statSync(path)
    const hash = createHash('sha256')
    await redis.rpush(key, JSON.stringify({ path: relative(folder, path), size }))
    const file = openSync(path, 'r')
    try {
      for (let at = 0; at < size; ) {
        const chunk = Buffer.alloc(Math.min(CHUNK, size - at))
        at += readSync(file, chunk, 0, chunk.length, at)
        hash.update(chunk)
        await redis.rpush(key, chunk)
      }
    } finally {
      closeSync(file)
    }
    await redis.rpush(key, hash.digest('hex'))
  }
  await redis.expire(key, KEPT)
}

/** Writes the files that were sent into a folder. @throws RunError where what is there is not what was sent */
export async function fetchFiles(redis: Redis, key: string, folder: string): Promise<void> {
  const damaged = (path: string) => new RunError(`'${path}' of the job did not come through Redis as it was sent`)
  mkdirSync(folder, { recursive: true })
  let at = 0
  const next = async () => (await redis.lindexBuffer(key, at++)) ?? undefined
  for (let line = await next(); line !== undefined; line = await next()) {
    const { path, size } = JSON.parse(line.toString('utf8')) as { path: string; size: number }
    const target = join(folder, path)
    if (!target.startsWith(folder + sep))
      throw new RunError(`a worker sent '${path}', which leads out of the job's directory`)
    mkdirSync(dirname(target), { recursive: true })
    const hash = createHash('sha256')
    rmSync(target, { force: true })
    const file = openSync(target, 'wx')
    try {
      for (let written = 0; written < size; ) {
        const chunk = await next()
        if (chunk === undefined || chunk.length === 0) throw damaged(path)
        hash.update(chunk)
        writeSync(file, chunk)
        written += chunk.length
      }
    } finally {
      closeSync(file)
    }
    if ((await next())?.toString('utf8') !== hash.digest('hex')) throw damaged(path)
  }
  await redis.del(key)
}
