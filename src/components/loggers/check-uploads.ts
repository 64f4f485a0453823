import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import { isSecret } from '../../config/secret-node.js'
import { walk } from '../../schema/node-paths.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { hasUrlPassword } from '../../util/url-password.js'
import { idleKeys } from '../idle-keys.js'

/** A run of W&B's is written for `wandb sync`, and nothing is uploaded. */
export function checkWandb(node: Node, path: string): readonly Diagnostic[] {
  const offline = entryAt(node, 'offline')
  const idle = [...secretsIn(node, path), ...withoutModels(node, path), ...withoutDir(node, path)]
  if (offline?.kind !== 'bool' || offline.value) return idle
  const why = "runs are written offline, and 'wandb sync' uploads them"
  return [noEffect(`${path}.offline`, 'false', why, offline), ...idle]
}

/** Metrics go to a server, and who logs them is said by the environment alone. */
export function checkMLflow(node: Node, path: string): readonly Diagnostic[] {
  const uri = entryAt(node, 'tracking_uri')
  const idle = [...secretsIn(node, path), ...withoutModels(node, path)]
  if (uri?.kind !== 'string' || uri.value === '') return idle
  const at = `${path}.tracking_uri`
  const { source } = uri
  if (!/^https?:\/\/./i.test(uri.value)) {
    const message = `${at} must be the address of a server, since folders and databases are not written here`
    const hint = `start 'mlflow server', and use ${at}=http://127.0.0.1:5000`
    return [{ code: 'not-here', path: at, message, hint, source }, ...idle]
  }
  if (!hasUrlPassword(uri.value)) return idle
  const message = `${at} must not hold a password: a run saves its config`
  const hint = 'the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD are for it'
  return [{ code: 'secret-in-url', path: at, message, hint, source }, ...idle]
}

const withoutDir = idleKeys({ dir: 'save_dir is the folder' })

/** What a logger is told of the run it tells others. */
function secretsIn(node: Node, path: string): Diagnostic[] {
  return [...walk(node, path)].flatMap(({ node: value, path: at }): Diagnostic[] => {
    if (!isSecret(value)) return []
    const message = `${at} is made of a secret, which everybody would see who sees the logged run`
    const source = value.via?.source ?? value.source
    return [{ code: 'secret-in-name', path: at, message, source, hint: 'leave it out' }]
  })
}

function withoutModels(node: Node, path: string): Diagnostic[] {
  const model = entryAt(node, 'log_model')
  const asked = (model?.kind === 'bool' && model.value) || model?.kind === 'string'
  if (!asked) return []
  return [noEffect(`${path}.log_model`, String(model.value), "weights stay in the run's directory", model)]
}

function noEffect(path: string, value: string, why: string, { source }: Node): Diagnostic {
  return { code: 'no-effect', severity: 'warning', path, message: `${path}=${value} has no effect: ${why}`, source }
}
