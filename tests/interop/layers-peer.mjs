// Node and TensorFlow.js alone: prints the logits of saved models as JSON. layers-peer.mjs '[{"file": …, "x": …,
// "shape": …}]'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'

const logits = []
for (const { file, x, shape } of JSON.parse(readFileSync(0, 'utf8'))) {
  const json = JSON.parse(readFileSync(file, 'utf8'))
  const { weights: weightSpecs, paths } = json.weightsManifest[0]
  const bytes = readFileSync(join(dirname(file), paths[0]))
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const model = await loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }))
  logits.push(await model.predict(tf.tensor(x, shape)).array())
}
process.stdout.write(JSON.stringify(logits))
