export interface SlurmLauncherParams {
  /** Jobs in the cluster's queue at the same time. Default: 64. */
  slots?: number
  /** How often a job is run again whose process was lost. Default: 2. */
  retries?: number
  partition?: string | null
  account?: string | null
  qos?: string | null
  /** Minutes that a job may take. Default: null, the partition's own limit. */
  time?: number | null
  /** Cores of a job. Default: 1. */
  cpus?: number
  /** MB of a job. Default: null, the partition's own. */
  memory?: number | null
  /** GPUs of a job. Default: 0. */
  gpus?: number
  /** Other options of sbatch: `{constraint: fast}` is `--constraint=fast`. Default: none. */
  options?: Readonly<Record<string, string | number | boolean>>
  /** Shell lines before each job, such as `module load node`. Default: none. */
  setup?: readonly string[]
  /** Seconds between two looks at the queue. Default: 1. */
  poll?: number
}
