const { fround } = Math

/** `[height, width, 3]` or `[height, width, 1]`, from 0 to 1. */
type Pixels = Float32Array

/** Torchvision's grey of each pixel: one number each. */
export function greyOf(image: Pixels, channels: number): Float32Array {
  if (channels === 1) return image
  const [red, green, blue] = [fround(0.2989), fround(0.587), fround(0.114)]
  return Float32Array.from({ length: image.length / 3 }, (_, i) => {
    const [r, g, b] = [image[i * 3] as number, image[i * 3 + 1] as number, image[i * 3 + 2] as number]
    return fround(fround(red * r) + fround(green * g)) + fround(blue * b)
  })
}

/** Between another image's value and this one's, or beyond it; within 0 and 1. */
function blended(image: Pixels, ratio: number, other: (i: number) => number): Pixels {
  const [own, rest] = [fround(ratio), fround(1 - ratio)]
  return image.map((value, i) => {
    const mixed = fround(fround(own * value) + fround(rest * fround(other(i))))
    return Math.min(1, Math.max(0, mixed))
  })
}

export function withBrightness(image: Pixels, ratio: number): Pixels {
  return blended(image, ratio, () => 0)
}

export function withContrast(image: Pixels, ratio: number, channels: number): Pixels {
  const grey = greyOf(image, channels)
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length
  return blended(image, ratio, () => mean)
}

export function withSaturation(image: Pixels, ratio: number, channels: number): Pixels {
  if (channels === 1) return image
  const grey = greyOf(image, channels)
  return blended(image, ratio, (i) => grey[Math.floor(i / 3)] as number)
}

/** @param shift of the hue, where the whole circle is 1 */
export function withHue(image: Pixels, shift: number, channels: number): Pixels {
  if (channels === 1) return image
  const out = new Float32Array(image.length)
  for (let i = 0; i < image.length; i += 3) {
    const rgb = image.subarray(i, i + 3)
    const [hue, saturation, value] = hsvOf(rgb as unknown as [number, number, number])
    const turned = hue + shift
    out.set(rgbOf(turned - Math.floor(turned), saturation, value), i)
  }
  return out
}

function hsvOf([r, g, b]: readonly [number, number, number]): [number, number, number] {
  const most = Math.max(r, g, b)
  const range = most - Math.min(r, g, b)
  if (range === 0) return [0, 0, most]
  const [rc, gc, bc] = [(most - r) / range, (most - g) / range, (most - b) / range]
  const sixths = most === r ? bc - gc : most === g ? 2 + rc - bc : 4 + gc - rc
  return [(sixths / 6 + 1) % 1, range / most, most]
}

function rgbOf(hue: number, saturation: number, value: number): [number, number, number] {
  const sector = Math.floor(hue * 6)
  const rest = hue * 6 - sector
  const within = (number: number) => Math.min(1, Math.max(0, number))
  const p = within(value * (1 - saturation))
  const q = within(value * (1 - saturation * rest))
  const t = within(value * (1 - saturation * (1 - rest)))
  const all = [
    [value, t, p],
    [q, value, p],
    [p, value, t],
    [p, q, value],
    [t, p, value],
    [value, p, q],
  ] as const
  return [...(all[sector % 6] as readonly [number, number, number])]
}
