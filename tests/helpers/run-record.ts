import type { RunRecord } from '../../src/rundir/run-record.js'

/** The record of a finished run, with these changes. */
export function runRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    kind: 'train',
    status: 'done',
    exitReason: null,
    started: '2026-01-01T00:00:00.000Z',
    ended: '2026-01-01T00:00:01.500Z',
    durationSeconds: 1.5,
    process: { pid: 1, host: 'another-machine' },
    command: [],
    overrides: [],
    config: {},
    versions: { polyhead: '0.1.0', node: '22.0.0', v8: '12.0' },
    platform: { os: 'linux', release: '6', arch: 'x64', cpu: 'cpu', cores: 2, cpuFeatures: [], memoryMiB: 1024 },
    backend: null,
    git: null,
    seed: null,
    trainTasks: [1],
    evalTasks: [1],
    classNames: {},
    data: [],
    files: {},
    results: null,
    reproduces: null,
    parent: null,
    resumes: [],
    ...changes,
  }
}
