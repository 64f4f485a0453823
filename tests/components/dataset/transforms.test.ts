import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAugment } from '../../../src/components/dataset/augment.js'
import { permutationTable } from '../../../src/components/dataset/permutation.js'
import { createResize } from '../../../src/components/dataset/resize.js'
import { rotationTable } from '../../../src/components/dataset/rotation.js'
import { createTransform } from '../../../src/components/dataset/transform.js'

describe('rotationTable', () => {
  // What PIL's Image.rotate gives
  it.each([
    [4, 4, 30, [-1, 2, 3, -1, 0, 5, 6, 11, 4, 9, 10, 15, -1, 12, 13, -1]],
    [3, 5, -45, [10, 6, 1, 2, -1, 11, 11, 7, 3, 3, -1, 12, 13, 8, 4]],
    [2, 2, 90, [1, 3, 0, 2]],
    [2, 3, 180, [5, 4, 3, 2, 1, 0]],
  ])('turns %i×%i by %i degrees as PIL does', (height, width, degrees, expected) => {
    expect([...rotationTable(height, width, degrees)]).toEqual(expected)
  })

  it('comes back after four quarter turns of a square', () => {
    const turn = rotationTable(5, 5, 90)
    let image = [...Array(25).keys()]
    for (let i = 0; i < 4; i++) image = [...turn].map((from) => image[from] as number)
    expect(image).toEqual([...Array(25).keys()])
  })
})

describe('createResize', () => {
  const image = Float32Array.from(Array(12).keys())
  // What torchvision's Resize gives
  it.each([
    [2, 2, [2.21428585, 3.78571463, 7.2142858505, 8.7857141494]],
    [4, 6, [0, 0.5, 1.16666675, 1.83333325, 2.5, 3, 2.5, 3, 3.6666665, 4.33333325, 5, 5.5]],
    [3, 4, [...image]],
  ])('brings 3×4 to %i×%i as torchvision does', (height, width, expected) => {
    const out = new Float32Array(height * width)
    createResize([3, 4], [height, width], 1)(image, out)
    expected.forEach((value, i) => {
      expect(out[i]).toBeCloseTo(value, 5)
    })
  })
})

describe('createTransform', () => {
  const shape = [3, 4, 2]
  const options = { shape, scale: 255, mean: [0.1, 0.2], std: [0.5, 0.25] }

  it('gives the same by tables of bytes as step by step', () => {
    const permutation = permutationTable(shape, 'all', 3)
    const transform = createTransform({ ...options, rotation: 180, permutation })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), (bytes) => {
        const [fast, slow] = [new Float32Array(25), new Float32Array(25)]
        transform.apply(bytes, 0, fast, 1)
        transform.applyChanged(bytes, 0, slow, 1, {})
        expect(fast).toEqual(slow)
      }),
    )
  })

  it('gives the same by tables, however many tasks of whatever size there are, whose tables lie side by side', () => {
    const made = Array.from({ length: 60 }, (_, i) => {
      const own = [20 + (i % 7), 30 + (i % 5), 1 + (i % 3)]
      const permutation = i % 2 ? permutationTable(own, 'all', i) : null
      return createTransform({ shape: own, scale: 255, rotation: (i * 45) % 360, permutation, mean: 0.3, std: 0.7 })
    })
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * 37 + (i >> 3)) % 256)
    const samples = made.map((transform) => {
      const out = new Float32Array(transform.width)
      transform.apply(bytes, 5, out, 0)
      return out
    })
    const slow = made.map((transform) => {
      const out = new Float32Array(transform.width)
      transform.applyChanged(bytes, 5, out, 0, {})
      return out
    })
    expect(samples).toEqual(slow)
  })

  it('fills what a rotation leaves open with zeros, before the mean is subtracted', () => {
    const { apply } = createTransform({ shape: [4, 4, 1], scale: 1, rotation: 45, mean: 0.5, std: 0.5 })
    const out = new Float32Array(16)
    apply(new Uint8Array(16).fill(1), 0, out, 0)
    expect([out[0], out[5]]).toEqual([-1, 1])
  })

  it('makes colours grey with ITU-R 601’s weights, rounded as PIL does', () => {
    const { apply, shape: made } = createTransform({ shape: [1, 1, 3], scale: 255, repeatChannels: 2 })
    const out = new Float32Array(2)
    apply(Uint8Array.of(10, 20, 30), 0, out, 0)
    expect(made).toEqual([1, 1, 2])
    expect([...out]).toEqual([Math.fround(18 / 255), Math.fround(18 / 255)])
  })

  it('takes plain numbers as they are', () => {
    const { apply } = createTransform({ shape: [3], scale: 1, permutation: Int32Array.of(2, 0, 1) })
    const out = new Float32Array(3)
    apply(Float32Array.of(9, -1.5, 0, 1000), 1, out, 0)
    expect([...out]).toEqual([1000, -1.5, 0])
  })
})

describe('createAugment', () => {
  it('moves, mirrors and adds noise, the same for the same seed', () => {
    const augment = createAugment({ shift: 1, horizontal_flip: true, noise: 0.1 }, [3, 3, 1])
    const results = [1, 1, 2].map((seed) => {
      const image = Float32Array.from([0, 0, 0, 0, 0, 1, 0, 0, 0])
      augment?.(image, 0, seed)
      return [...image]
    })
    expect(results[0]).toEqual(results[1])
    expect(results[0]).not.toEqual(results[2])
  })

  it('mirrors about half of the images', () => {
    const augment = createAugment({ horizontal_flip: true }, [1, 2, 1])
    let mirrored = 0
    for (let seed = 0; seed < 1000; seed++) {
      const image = Float32Array.of(0, 1)
      augment?.(image, 0, seed)
      mirrored += image[0] as number
    }
    expect(Math.abs(mirrored - 500)).toBeLessThan(60)
  })

  it('is nothing where nothing would change', () => {
    expect(createAugment({ shift: 0 }, [3, 3, 1])).toBeUndefined()
  })
})
