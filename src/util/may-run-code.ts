/** How names begin by which a loader, an interpreter or a driver finds code, or git is told to run some. */
const BEGINNINGS = [
  ...['LD_', 'DYLD_', 'NODE_', 'NPM_', 'PYTHON', 'PERL', 'RUBY', 'JAVA_', 'JDK_', '_JAVA', 'BASH', 'GIT_', 'SSH_'],
  ...['XDG_', 'POLYHEAD_', 'OPENSSL_', 'GCONV_', 'OMP_TOOL', 'CUDA_INJECTION', 'NVTX_INJECTION', 'XLA_', 'TF_XLA_'],
  ...['VK_', 'LIBGL_', 'MESA_', 'GBM_', 'EGL_', '__EGL_', 'OCL_', 'OPENCL_', 'NCCL_NET_', 'NCCL_TUNER_'],
]

const NAMES: ReadonlySet<string> = new Set([
  ...['PATH', 'PATHEXT', 'CDPATH', 'SHELL', 'COMSPEC', 'ENV', 'IFS', 'EDITOR', 'VISUAL', 'PAGER', 'BROWSER'],
  ...['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'SYSTEMROOT', 'WINDIR'],
  ...['TMPDIR', 'TMP', 'TEMP', 'GLIBC_TUNABLES', 'LOCPATH', 'CUDA_HOME', 'CUDA_PATH', 'CUDA_CACHE_PATH'],
])

/**
 * Whether an environment variable may make this process, a library or a program that it starts run other code: a config
 * is data, and sets none of these.
 */
export function mayRunCode(name: string): boolean {
  const upper = name.toUpperCase()
  return NAMES.has(upper) || BEGINNINGS.some((beginning) => upper.startsWith(beginning))
}
