import { beforeAll, describe, expect, test } from 'vitest'
import { DeviceStatsMonitor } from '../../../src/components/callbacks/device-stats-monitor.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

describe('DeviceStatsMonitor', () => {
  test('tells of each epoch in the log, and logs no metric', async () => {
    const { lines, rows } = await runWith(new DeviceStatsMonitor(), [1, 2])
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^Devices in epoch 2: CPU \d+ % of a core, memory [1-9]\d* MiB$/)
    expect(JSON.stringify(rows)).not.toContain('CPU')
  })

  test('cpu_stats=false tells nothing', async () => {
    expect((await runWith(new DeviceStatsMonitor({ cpu_stats: false }), [1])).lines).toEqual([])
  })
})
