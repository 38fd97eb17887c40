/** x⁸ + x⁴ + x³ + x² + 1: the field that QR codes calculate in (ISO/IEC 18004, 7.5.2). */
const FIELD = 0x11d

function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * FIELD)
    product ^= ((b >> bit) & 1) * a
  }
  return product
}

/** The product of (x - 2^i) for i below `degree`, without its leading 1. */
function generator(degree: number): number[] {
  let polynomial = [...Array.from({ length: degree - 1 }, () => 0), 1]
  let root = 1
  for (let step = 0; step < degree; step++) {
    polynomial = polynomial.map(
      (coefficient, index) => multiply(coefficient, root) ^ (polynomial[index + 1] ?? 0),
    )
    root = multiply(root, 2)
  }
  return polynomial
}

/** Reed-Solomon: the `count` bytes that follow the data, so that some of them may be lost. */
export function errorCorrection(data: readonly number[], count: number): number[] {
  const divisor = generator(count)
  let rest = Array.from({ length: count }, () => 0)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest = divisor.map((coefficient, index) => (rest[index + 1] ?? 0) ^ multiply(coefficient, factor))
  }
  return rest
}
