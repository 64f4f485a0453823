import type { Diagnostic } from '../../util/diagnostic.js'
import { type MLflowError, NO_ADDRESS, NOT_MLFLOW } from './mlflow-api.js'

/** What a server said to a run that is about to begin, under the key that is to be changed. */
export function mlflowFault({ message, status, code }: MLflowError, path: string, runId: string | null): Diagnostic {
  const fault = (key: string, hint: string): Diagnostic => {
    const at = `${path}.${key}`
    return { code: 'no-server', path: at, message: `${at}: ${message}`, hint }
  }
  if (code === 'DELETED') return fault('experiment_name', 'restore it, or choose another name')
  if (runId !== null && code === 'RESOURCE_DOES_NOT_EXIST') return fault('run_id', `use ${path}.run_id=null`)
  if (status === 401 || status === 403) {
    const names = 'MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN'
    return fault('tracking_uri', `the environment variables ${names} say who you are`)
  }
  const address = `${path}.tracking_uri=http://127.0.0.1:5000`
  if (code === NO_ADDRESS) return fault('tracking_uri', `start 'mlflow server', and use ${address}`)
  if (code === NOT_MLFLOW) return fault('tracking_uri', 'something else listens there: name the address of MLflow')
  return fault('tracking_uri', "start it by 'mlflow server', or leave this logger out")
}
