/**
 * Where each pixel of a rotated image comes from, counter-clockwise about the centre, nearest neighbour: −1 where it
 * lies outside (filled with 0). Pixel for pixel what PIL's `Image.rotate(degrees)` gives, which torchvision uses.
 */
export function rotationTable(height: number, width: number, degrees: number): Int32Array {
  const angle = ((degrees % 360) + 360) % 360
  const table = new Int32Array(height * width)
  const source = quarterTurn(angle, height, width) ?? affine(angle, height, width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromY, fromX] = source(y, x)
      const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width
      table[y * width + x] = inside ? fromY * width + fromX : -1
    }
  }
  return table
}

/** Where the pixel at (y, x) comes from. */
type PixelSource = (y: number, x: number) => [y: number, x: number]

/** Quarter turns of squares (half turns of all) only move pixels. */
function quarterTurn(angle: number, height: number, width: number): PixelSource | undefined {
  if (angle === 0) return (y, x) => [y, x]
  if (angle === 180) return (y, x) => [height - 1 - y, width - 1 - x]
  if (height !== width) return undefined
  if (angle === 90) return (y, x) => [x, width - 1 - y]
  if (angle === 270) return (y, x) => [height - 1 - x, y]
  return undefined
}

/** PIL's matrix, and its 16.16 fixed-point steps: they decide where a pixel lies between two. */
function affine(angle: number, height: number, width: number): PixelSource {
  const radians = -(angle * Math.PI) / 180
  const cos = Number(Math.cos(radians).toFixed(15))
  const sin = Number(Math.sin(radians).toFixed(15))
  const [centerX, centerY] = [width / 2, height / 2]
  const offsetX = cos * -centerX + sin * -centerY + centerX
  const offsetY = -sin * -centerX + cos * -centerY + centerY
  const [fixedCos, fixedSin, fixedMinusSin] = [fixed(cos), fixed(sin), fixed(-sin)]
  const startX = fixed(offsetX + cos * 0.5 + sin * 0.5)
  const startY = fixed(offsetY + -sin * 0.5 + cos * 0.5)
  return (y, x) => [(startY + y * fixedCos + x * fixedMinusSin) >> 16, (startX + y * fixedSin + x * fixedCos) >> 16]
}

function fixed(value: number): number {
  return Math.floor(value * 65536 + 0.5)
}
