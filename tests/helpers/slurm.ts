import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.js'

const HOST = hostname().split('.')[0] as string

/** A Slurm cluster of one node, of plain processes on loopback, for a test alone. Needs root, as slurmd does. */
export class SlurmCluster {
  readonly #dir = mkdtempSync(join(tmpdir(), 'polyhead-slurm-'))
  readonly #env: NodeJS.ProcessEnv
  /** Tasks that `saved` has put into the queue. */
  readonly #marks: string[] = []
  readonly #daemons = new Map<string, ChildProcess>()

  private constructor() {
    this.#env = { ...process.env, SLURM_CONF: join(this.#dir, 'slurm.conf') }
  }

  static isThere(): boolean {
    const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
    return process.getuid?.() === 0 && ['sbatch', 'slurmctld', 'slurmd', 'munged'].every(has)
  }

  static async start(): Promise<SlurmCluster> {
    const cluster = new SlurmCluster()
    cluster.#configure(await freePort(), await freePort())
    await cluster.#munge()
    await cluster.up()
    return cluster
  }

  /** What finds it: for commands of Slurm. */
  get env(): NodeJS.ProcessEnv {
    return { SLURM_CONF: this.#env.SLURM_CONF }
  }

  /** Starts the controller, and the node where it does not run. */
  async up(): Promise<void> {
    const conf = this.#env.SLURM_CONF as string
    this.#spawn('slurmctld', ['-D', '-f', conf])
    await this.#until('scontrol', ['ping'], /is UP/)
    if (!this.#daemons.has('slurmd')) this.#spawn('slurmd', ['-D', '-f', conf])
    await this.#until('sinfo', ['-h', '-o', '%T'], /idle|mixed|allocated/)
    // Only now: a controller that is killed may forget what it was told last.
    for (const mark of this.#marks.splice(0)) spawnSync('scancel', [mark], { env: this.#env })
  }

  /** Waits until the controller has written down what it knows now: what is lost before that, the cluster never had. Its task stays until `up`. */
  async saved(): Promise<void> {
    const mark = `saved-${Date.now()}`
    // A task that never runs: of any other, the mark may come too late.
    const held = ['--hold', '--parsable', `--comment=${mark}`, '--output=/dev/null', '--wrap=true']
    const { status, stdout, stderr } = spawnSync('sbatch', held, { env: this.#env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`sbatch failed: ${stderr}`)
    this.#marks.push(stdout.trim())
    await this.#until('cat', [join(this.#dir, 'state', 'job_state')], new RegExp(mark))
  }

  /** Kills the controller: jobs that run go on. */
  async killController(): Promise<void> {
    await this.#kill('slurmctld')
  }

  /** What `squeue` says of all tasks. */
  tasks(): string[] {
    const { stdout } = spawnSync('squeue', ['-h', '-r', '-t', 'all', '-o', '%i %T'], {
      env: this.#env,
      encoding: 'utf8',
    })
    return stdout.split('\n').filter((line) => line !== '')
  }

  /** Takes the node out of service: what runs goes on, what waits goes on waiting. */
  drain(): void {
    this.#node('State=DRAIN', 'Reason=maintenance')
  }

  /** Puts the node back into service where it is out of it, as who looks after a cluster does. */
  restore(): void {
    const { stdout } = spawnSync('sinfo', ['-h', '-o', '%T'], { env: this.#env, encoding: 'utf8' })
    if (/drain|down/.test(stdout ?? '')) this.#node('State=RESUME')
  }

  #node(...changes: string[]): void {
    this.#update(`NodeName=${HOST}`, ...changes)
  }

  #update(...changes: string[]): void {
    spawnSync('scontrol', ['update', ...changes], { env: this.#env })
  }

  async remove(): Promise<void> {
    spawnSync('scancel', ['--user=root'], { env: this.#env })
    for (const name of ['slurmd', 'slurmctld', 'munged']) await this.#kill(name)
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #configure(controller: number, node: number): void {
    for (const folder of ['state', 'spool']) mkdirSync(join(this.#dir, folder))
    const settings = {
      ...{ ClusterName: 'test', SlurmctldHost: `${HOST}(127.0.0.1)`, SlurmctldPort: controller, SlurmdPort: node },
      ...{ CommunicationParameters: 'NoCtldInAddrAny,NoInAddrAny', SlurmUser: 'root', SlurmdUser: 'root' },
      ...{ AuthType: 'auth/munge', AuthInfo: `socket=${this.#dir}/munge.socket`, CredType: 'cred/munge' },
      ...{ StateSaveLocation: `${this.#dir}/state`, SlurmdSpoolDir: `${this.#dir}/spool` },
      ...{ SlurmctldPidFile: `${this.#dir}/ctld.pid`, SlurmdPidFile: `${this.#dir}/d.pid` },
      ...{ SlurmctldLogFile: `${this.#dir}/ctld.log`, SlurmdLogFile: `${this.#dir}/d.log` },
      ...{ ProctrackType: 'proctrack/linuxproc', TaskPlugin: 'task/none', MpiDefault: 'none' },
      ...{ SelectType: 'select/cons_tres', SelectTypeParameters: 'CR_Core', SchedulerType: 'sched/backfill' },
      ...{ SchedulerParameters: 'sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1' },
      ...{ JobAcctGatherType: 'jobacct_gather/none', AccountingStorageType: 'accounting_storage/none' },
      ...{ MinJobAge: 3600, ReturnToService: 2, KillWait: 2 },
      // On a busy machine nothing is missing that is late.
      ...{ BatchStartTimeout: 300, MessageTimeout: 60 },
    }
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
    const machine = `NodeName=${HOST} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN`
    const partition = `PartitionName=test Nodes=${HOST} Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO`
    writeFileSync(this.#env.SLURM_CONF as string, `${[...lines, machine, partition].join('\n')}\n`)
  }

  async #munge(): Promise<void> {
    const at = (name: string) => join(this.#dir, name)
    writeFileSync(at('munge.key'), Buffer.alloc(128, 'a key of this test alone'), { mode: 0o600 })
    const files = ['socket', 'key-file', 'pid-file', 'log-file', 'seed-file']
    const names = ['munge.socket', 'munge.key', 'munge.pid', 'munge.log', 'munge.seed']
    this.#spawn('munged', [
      ...['--foreground', '--force', '--num-threads=2'],
      ...files.map((file, i) => `--${file}=${at(names[i] as string)}`),
    ])
    await this.#until('munge', ['-S', at('munge.socket'), '-n'], /MUNGE/)
  }

  #spawn(name: string, args: string[]): void {
    this.#daemons.set(name, spawn(name, args, { env: this.#env, stdio: 'ignore' }))
  }

  async #kill(name: string): Promise<void> {
    const daemon = this.#daemons.get(name)
    this.#daemons.delete(name)
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return
    const ended = once(daemon, 'exit')
    daemon.kill('SIGKILL')
    await ended
  }

  async #until(command: string, args: string[], wanted: RegExp): Promise<void> {
    for (let i = 0; i < 2400; i++) {
      const { stdout } = spawnSync(command, args, { env: this.#env, encoding: 'utf8' })
      if (wanted.test(stdout ?? '')) return
      await setTimeout(50)
    }
    throw new Error(`${command} ${args.join(' ')} never says ${wanted}`)
  }
}
