import { SlurmLauncher } from './slurm-launcher.js'

/** Keys of the submitit launcher of Hydra. */
export interface SubmititLauncherParams {
  timeout_min?: number
  cpus_per_task?: number | null
  gpus_per_node?: number | null
  mem_gb?: number | null
  name?: string
  partition?: string | null
  qos?: string | null
  account?: string | null
  comment?: string | null
  constraint?: string | null
  exclude?: string | null
  gres?: string | null
  cpus_per_gpu?: number | null
  gpus_per_task?: number | null
  mem_per_gpu?: string | null
  mem_per_cpu?: string | null
  array_parallelism?: number
  max_num_timeout?: number
  setup?: readonly string[] | null
  additional_parameters?: Readonly<Record<string, string | number | boolean>>
}

/** The Slurm launcher by the keys of Hydra's submitit launcher. */
export class SubmititLauncher extends SlurmLauncher {
  constructor(params: SubmititLauncherParams = {}) {
    const { name, comment, constraint, exclude, gres, cpus_per_gpu, gpus_per_task, mem_per_gpu, mem_per_cpu } = params
    const options: Record<string, string | number | boolean | null | undefined> = {
      ...{ 'job-name': name, comment, constraint, exclude, gres, 'cpus-per-gpu': cpus_per_gpu },
      ...{ 'gpus-per-task': gpus_per_task, 'mem-per-gpu': mem_per_gpu, 'mem-per-cpu': mem_per_cpu },
      ...params.additional_parameters,
    }
    const given = Object.entries(options).filter((each): each is [string, string | number | boolean] => each[1] != null)
    super(
      {
        ...{ partition: params.partition ?? null, qos: params.qos ?? null, account: params.account ?? null },
        ...{ time: params.timeout_min ?? 60, cpus: params.cpus_per_task ?? 1, gpus: params.gpus_per_node ?? 0 },
        memory: params.mem_gb == null ? null : params.mem_gb * 1024,
        ...{ slots: params.array_parallelism ?? 256, setup: params.setup ?? [], options: Object.fromEntries(given) },
      },
      { time: 'timeout_min', memory: 'mem_gb', gpus: 'gpus_per_node', constraint: 'constraint' },
      1024,
    )
  }
}
