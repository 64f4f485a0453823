import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTransforms } from '../../../src/components/dataset/transforms/create-transform.js'
import { customTransforms } from '../../../src/components/dataset/transforms/custom-transforms.js'
import type { Shape, TransformParams } from '../../../src/components/dataset/transforms/params.js'
import { Generator } from '../../../src/util/generator.js'

/** What torchvision 0.29 makes of an image after `torch.manual_seed(seed)`, channels last. */
interface Recorded {
  shape: Shape
  image: number[]
  cases: {
    name: string
    params: Omit<TransformParams, 'name'>
    seed: number
    shape: number[]
    image: number[]
    /** `torch.randint(0, 1000000, (1,))` after it: as many numbers were drawn. */
    next: number
  }[]
}

const file = new URL('torchvision-transforms.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[]
const all = recorded.flatMap(({ shape, image, cases }) =>
  cases.map((one) => ({ of: shape, from: image, title: `${one.name} ${JSON.stringify(one.params)}`, ...one })),
)

test.each(all)("$title of $of is torchvision's, drawn from seed $seed", (one) => {
  const transform = createTransforms([{ name: one.name, ...one.params }], one.of)
  const random = new Generator(one.seed)
  const image = Float32Array.from(one.from, (byte) => byte / 255)
  const made = transform.draw(random)(image)
  expect([...transform.shape]).toEqual(one.shape)
  expect(made).toHaveLength(one.image.length)
  const apart = one.image.map((value, i) => Math.abs(value - (made[i] as number)))
  expect(Math.max(...apart)).toBeLessThan(2e-6)
  expect(random.u32() % 1_000_000).toBe(one.next)
})

test.each([
  [[{ name: 'RandomCrop', size: 20 }], 'make 20×20×1 of 28×28×1, which tests keep'],
  [[{ name: 'RandomInvert' }, { name: 'RandomCrop', size: 40 }], '[1] RandomCrop takes 40×40 of an image of 28×28'],
  [[{ name: 'Normalize', mean: [1, 2, 3], std: 1 }], '[0] Normalize has 3 numbers, but images have 1 channels'],
  [[{ name: 'Pad', padding: 40, padding_mode: 'reflect' as const }], 'pads 28×28 by more than it is large'],
])('%j is refused', (params, message) => {
  expect(() => customTransforms(params, [28, 28, 1])).toThrow(message)
})

test.each([
  [[{ name: 'Resize', size: 16_384 }], [8, 8, 1], '[0] Resize makes images of 16384×16384×1'],
  [[{ name: 'Pad', padding: 8192 }], [8, 8, 1], '[0] Pad makes images of 16392×16392×1'],
  [[{ name: 'RandomCrop', size: 8, padding: 8192 }], [8, 8, 1], '[0] RandomCrop makes images of 16392×16392×1'],
  [
    [{ name: 'RandomInvert' }, { name: 'CenterCrop', size: 5000 }],
    [8, 8, 1],
    '[1] CenterCrop makes images of 5000×5000',
  ],
  [[{ name: 'CenterCrop', size: [8192, 8] }], [8, 8192, 1], '[0] CenterCrop makes images of 8192×8192×1'],
  [[{ name: 'Resize', size: [8, 8192] }], [8192, 8, 1], '[0] Resize makes images of 8192×8192×1'],
  [[{ name: 'RandomResizedCrop', size: [8, 8192] }], [8192, 8, 1], '[0] RandomResizedCrop makes images of 8192×8192×1'],
])('%j of images of %j would make one, for a while, that is larger than a sample may be', (params, shape, message) => {
  expect(() => customTransforms(params, shape)).toThrow(message)
})

test.each([
  ['RandomGrayscale', 2],
  ['Grayscale', 4],
  ['ColorJitter', 2],
])('%s needs 1 or 3 channels before any image is there', (name, channels) => {
  const made = () => customTransforms([{ name }], [8, 8, channels])
  expect(made).toThrow(`[0] ${name} needs 1 or 3 channels, but there are ${channels}`)
})
