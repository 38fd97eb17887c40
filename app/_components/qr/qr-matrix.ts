import { errorCorrection } from './error-correction.ts'

/** Bytes of data and of error correction of versions 1 to 5 at level L (ISO/IEC 18004, table 9). */
const VERSIONS = [
  { data: 19, correction: 7 },
  { data: 34, correction: 10 },
  { data: 55, correction: 15 },
  { data: 80, correction: 20 },
  { data: 108, correction: 26 },
] as const

/** Mode and length take twelve bits, so two bytes less than the version holds. */
const OVERHEAD = 2

/** Format information for level L and mask 0, with its own error correction (table C.1). */
const FORMAT = 0b111011111000100

/** Rows of a QR code, true where it is dark. Null for a text that is too long for it: over 106 bytes. */
export function qrMatrix(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text)
  const index = VERSIONS.findIndex(({ data }) => bytes.length + OVERHEAD <= data)
  const version = VERSIONS[index]
  if (!version) return null
  const size = 21 + 4 * index
  const grid = drawFixed(size, index > 0)
  const data = packData(bytes, version.data)
  fill(grid, [...data, ...errorCorrection(data, version.correction)])
  return grid.map((row) => row.map((module) => module.isDark))
}

interface Module {
  isDark: boolean
  /** Patterns and format: no data goes there, and no mask changes it. */
  isFixed: boolean
}

function drawFixed(size: number, hasAlignment: boolean): Module[][] {
  const grid = Array.from({ length: size }, () =>
    Array.from({ length: size }, (): Module => ({ isDark: false, isFixed: false })),
  )
  const set = (x: number, y: number, isDark: boolean): void => {
    const module = grid[y]?.[x]
    if (module) Object.assign(module, { isDark, isFixed: true })
  }
  /** Rings around a middle: `dark` names the distances that are dark. */
  const rings = (middle: { x: number; y: number }, radius: number, dark: readonly number[]): void => {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        set(middle.x + x, middle.y + y, dark.includes(Math.max(Math.abs(x), Math.abs(y))))
      }
    }
  }
  for (let place = 8; place < size - 8; place++) {
    set(place, 6, place % 2 === 0)
    set(6, place, place % 2 === 0)
  }
  rings({ x: 3, y: 3 }, 4, [0, 1, 3])
  rings({ x: size - 4, y: 3 }, 4, [0, 1, 3])
  rings({ x: 3, y: size - 4 }, 4, [0, 1, 3])
  if (hasAlignment) rings({ x: size - 7, y: size - 7 }, 2, [0, 2])

  const bit = (place: number): boolean => ((FORMAT >> place) & 1) === 1
  for (let place = 0; place < 15; place++) {
    // Twice, around the corner at the top left and along the other two; the timing lines are left out.
    if (place < 8) set(8, place < 6 ? place : place + 1, bit(place))
    else set(place < 9 ? 7 : 14 - place, 8, bit(place))
    if (place < 8) set(size - 1 - place, 8, bit(place))
    else set(8, size - 15 + place, bit(place))
  }
  set(8, size - 8, true)
  return grid
}

/** Byte mode, the length, the bytes, an end, and padding up to the capacity. */
function packData(bytes: Uint8Array, capacity: number): number[] {
  const nibbles = [
    4,
    bytes.length >> 4,
    bytes.length & 15,
    ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]),
    0,
  ]
  const packed = Array.from(
    { length: nibbles.length / 2 },
    (_, index) => ((nibbles[2 * index] ?? 0) << 4) | (nibbles[2 * index + 1] ?? 0),
  )
  const padding = Array.from({ length: capacity - packed.length }, (_, index) =>
    index % 2 === 0 ? 0xec : 0x11,
  )
  return [...packed, ...padding]
}

/** Writes the bits in columns of two, up and down from the right, through mask 0. */
function fill(grid: Module[][], bytes: readonly number[]): void {
  const size = grid.length
  let place = 0
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the timing line is skipped as a whole.
    if (right === 6) right = 5
    const isUpward = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        const module = grid[y]?.[x]
        if (!module || module.isFixed) continue
        const isSet = (((bytes[place >> 3] ?? 0) >> (7 - (place & 7))) & 1) === 1
        module.isDark = isSet !== ((x + y) % 2 === 0)
        place++
      }
    }
  }
}
