import { expect, test } from 'vitest'
import { isNeverSet } from '../../src/util/is-never-set.js'

test.each([
  ['runs code', ['PATH', 'Path', 'LD_PRELOAD', 'NODE_OPTIONS', 'GALLIUM_PIPE_SEARCH_DIR', 'HSA_TOOLS_LIB', 'PS4']],
  ['runs code in others', ['ZE_ENABLE_ALT_DRIVERS', 'ORT_TENSORRT_EXTRA_PLUGIN_LIB_PATHS', 'SHELLOPTS', 'ZDOTDIR']],
  [
    'names a program',
    ['DBUS_SESSION_BUS_ADDRESS', 'SLURM_CONF', 'KUBECONFIG', 'DOCKER_CONFIG', 'LESSOPEN', 'MAKEFLAGS'],
  ],
  [
    'loads a library',
    ['TF_PLUGGABLE_DEVICE_LIBRARY_PATH', 'DOTNET_STARTUP_HOOKS', 'CORECLR_PROFILER_PATH', 'LUA_INIT'],
  ],
  ['runs a profile', ['PSMODULEPATH', 'PSModulePath', 'R_PROFILE', 'R_PROFILE_USER', 'AWS_CONFIG_FILE']],
  ['writes a log', ['TF_CPP_VLOG_FILENAME', 'CUBLAS_LOGDEST_DBG', 'CUBLASLT_LOG_FILE', 'CUDNN_LOGDEST_DBG']],
  [
    'writes a dump',
    ['TF_DUMP_GRAPH_PREFIX', 'CUDA_LOG_FILE', 'CUDA_COREDUMP_FILE', 'NCCL_DEBUG_FILE', 'SSLKEYLOGFILE'],
  ],
])('what %s is never set by a config', (_, names) => {
  expect(names.filter((name) => !isNeverSet(name))).toEqual([])
})

test('what says how fast or how much is set', () => {
  const names = [
    ...['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'KMP_AFFINITY', 'CUDA_VISIBLE_DEVICES', 'CUBLAS_WORKSPACE_CONFIG'],
    ...[
      'TF_NUM_INTRAOP_THREADS',
      'TF_CPP_MIN_LOG_LEVEL',
      'TF_ENABLE_ONEDNN_OPTS',
      'NCCL_P2P_DISABLE',
      'UV_THREADPOOL_SIZE',
    ],
    ...['MALLOC_ARENA_MAX', 'TZ', 'LANG', 'SLURM_JOB_NAME', 'MINE'],
  ]
  expect(names.filter(isNeverSet)).toEqual([])
})
