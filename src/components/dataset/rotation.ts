/**
 * Where each pixel of a rotated image comes from, counter-clockwise about the centre, nearest neighbour: −1 where it lies
 * outside (filled with 0). As PIL's `Image.rotate(degrees)`, which torchvision uses.
 */
export function rotationTable(height: number, width: number, degrees: number): Int32Array {
  const angle = ((degrees % 360) + 360) % 360
  const table = new Int32Array(height * width)
  const at = (y: number, x: number) => (y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1)
  const exact = exactTurn(angle, height, width)
  const radians = -(angle * Math.PI) / 180
  // PIL rounds the matrix, which decides where a pixel lies exactly between two.
  const cos = round15(Math.cos(radians))
  const sin = round15(Math.sin(radians))
  const [centerX, centerY] = [width / 2, height / 2]
  const offsetX = cos * -centerX + sin * -centerY + centerX
  const offsetY = -sin * -centerX + cos * -centerY + centerY
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = cos * (x + 0.5) + sin * (y + 0.5) + offsetX
      const sourceY = -sin * (x + 0.5) + cos * (y + 0.5) + offsetY
      table[y * width + x] = exact ? at(...exact(y, x)) : at(Math.floor(sourceY), Math.floor(sourceX))
    }
  }
  return table
}

/** Quarter turns of squares (half turns of all) only move pixels. */
function exactTurn(angle: number, height: number, width: number) {
  if (angle === 0) return (y: number, x: number): [number, number] => [y, x]
  if (angle === 180) return (y: number, x: number): [number, number] => [height - 1 - y, width - 1 - x]
  if (height !== width) return undefined
  if (angle === 90) return (y: number, x: number): [number, number] => [x, width - 1 - y]
  if (angle === 270) return (y: number, x: number): [number, number] => [height - 1 - x, y]
  return undefined
}

function round15(value: number): number {
  return Number(value.toFixed(15))
}
