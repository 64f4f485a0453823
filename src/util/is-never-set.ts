/** How names begin by which a loader, an interpreter or a driver finds code, or a program is told to run some. */
const CODE = [
  ...['LD_', 'DYLD_', 'NODE_', 'NPM_', 'PYTHON', 'PERL', 'RUBY', 'GEM_', 'BUNDLE_', 'LUA_', 'PHP', 'BASH', 'GIT_'],
  ...['SSH_', 'JAVA_', 'JDK_', '_JAVA', 'DOTNET_', 'CORECLR_', 'COR_', 'COMPLUS_', 'R_PROFILE', 'R_ENVIRON', 'R_LIBS'],
  ...['R_HOME', 'XDG_', 'POLYHEAD_', 'OPENSSL_', 'GCONV_', 'DBUS_', 'DOCKER_', 'SLURM_CONF', 'GIO_', 'GTK_', 'QT_'],
  ...['XLA_', 'TF_XLA_', 'TF_PLUGGABLE_', 'ORT_TENSORRT_', 'OMP_TOOL', 'INTEL_LIBITT', 'INTEL_JIT', 'HSA_TOOLS'],
  ...['ROCP_', 'ZE_ENABLE_', 'CUDA_INJECTION', 'NVTX_INJECTION', 'NCCL_NET_', 'NCCL_TUNER_', 'NCCL_PROFILER'],
  ...['NCCL_CONF', 'VK_', 'LIBGL_', 'MESA_', 'GALLIUM_', 'GBM_', 'EGL_', '__EGL_', 'OCL_', 'OPENCL_', 'LIBVA_'],
  ...['VDPAU_'],
]

/** And by which a library writes a log, a dump or a profile into a file. */
const FILES = [
  ...['TF_CPP_VLOG_FILE', 'TF_DUMP_', 'CUDA_LOG', 'CUDA_COREDUMP', 'CUBLAS_LOG', 'CUBLASLT_LOG', 'CUDNN_LOG'],
  ...['CUFFT_LOG', 'CUSPARSE_LOG', 'CUSOLVER_LOG', 'CUTENSOR_LOG', 'NCCL_DEBUG_FILE', 'NCCL_TOPO', 'NCCL_GRAPH_'],
  ...['MKL_VERBOSE_OUT', 'ONEDNN_JIT_', 'DNNL_JIT_', 'LLVM_PROFILE_', 'GCOV_', 'MALLOC_TRACE', 'MALLOC_CONF'],
  ...['HEAPPROFILE', 'CPUPROFILE', 'SSLKEYLOG'],
]

const BEGINNINGS = [...CODE, ...FILES]

const NAMES: ReadonlySet<string> = new Set([
  ...['PATH', 'PATHEXT', 'CDPATH', 'FPATH', 'SHELL', 'COMSPEC', 'ENV', 'IFS', 'EDITOR', 'VISUAL', 'PAGER', 'BROWSER'],
  ...['SHELLOPTS', 'PS4', 'PROMPT_COMMAND', 'ZDOTDIR', 'PSMODULEPATH', 'MANPAGER', 'LESSOPEN', 'LESSCLOSE', 'LESSKEY'],
  ...['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'SYSTEMROOT', 'WINDIR'],
  ...['TMPDIR', 'TMP', 'TEMP', 'GLIBC_TUNABLES', 'LOCPATH', 'CUDA_HOME', 'CUDA_PATH', 'CUDA_CACHE_PATH', 'MAKEFLAGS'],
  ...['MAKEFILES', 'GNUMAKEFLAGS', 'KUBECONFIG', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'],
])

/**
 * Whether an environment variable is known to make this process, a library or a program that it starts run other code,
 * or write into other files: a config is data, and sets none of these. No such list is whole.
 */
export function isNeverSet(name: string): boolean {
  const upper = name.toUpperCase()
  return NAMES.has(upper) || BEGINNINGS.some((beginning) => upper.startsWith(beginning))
}
