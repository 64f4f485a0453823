/** The normal distribution, as far as kernels of a density need it. */

const SQRT2 = Math.SQRT2
const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI)

/** The complementary error function, to 1e-15 of its value: a series near 0, a continued fraction beyond. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  if (x > 27) return 0
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}

/** The probability of a value below `x`. */
function below(x: number): number {
  return 0.5 * erfc(-x / SQRT2)
}

/** The probability of a value between `a` and `b`, without loss in the tails. */
export function probability(a: number, b: number): number {
  return a > 0 ? below(-a) - below(-b) : below(b) - below(a)
}

/** The logarithm of the density at `x`. */
export function logDensity(x: number): number {
  return -0.5 * x * x - LOG_SQRT_2PI
}

/** The value in [a, b] below which a part `u` of the probability between them lies. */
export function quantileBetween(u: number, a: number, b: number): number {
  // In the upper tail the mirror image is more exact.
  if (a > 0) return -quantileBetween(1 - u, -b, -a)
  const target = below(a) + u * (below(b) - below(a))
  let [low, high] = [Math.max(a, -40), Math.min(b, 40)]
  for (let i = 0; i < 80 && high - low > 1e-13; i++) {
    const middle = (low + high) / 2
    if (below(middle) < target) low = middle
    else high = middle
  }
  return (low + high) / 2
}
