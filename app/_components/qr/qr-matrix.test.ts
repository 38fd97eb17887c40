import { expect, it } from 'vitest'
import { qrMatrix } from './qr-matrix.ts'

const draw = (text: string) =>
  qrMatrix(text)?.map((row) => row.map((isDark) => (isDark ? '#' : '.')).join(''))

it('draws what a decoder of others (jsQR) reads back', () => {
  expect(draw('https://a.ts.net/')).toEqual([
    '#######..###..#######',
    '#.....#..#....#.....#',
    '#.###.#.#.###.#.###.#',
    '#.###.#..##...#.###.#',
    '#.###.#..#....#.###.#',
    '#.....#...#...#.....#',
    '#######.#.#.#.#######',
    '........##.##........',
    '###.#####.##.##...#..',
    '####...#.#.##.###...#',
    '#..##.#.######..#.###',
    '........#.###...#..#.',
    '.#...##.#..#...#.#...',
    '........##.###.##..##',
    '#######.###.###.#.###',
    '#.....#.#.#.##.##....',
    '#.###.#.###.#....#..#',
    '#.###.#..##.#.#.##...',
    '#.###.#.##.##...#.#.#',
    '#.....#.####....#..#.',
    '#######.######..##.##',
  ])
})

it('grows with the text, and says where there is no room', () => {
  expect([17, 18, 32, 33, 106].map((length) => qrMatrix('x'.repeat(length))?.length)).toEqual([
    21, 25, 25, 29, 37,
  ])
  expect(qrMatrix('x'.repeat(107))).toBeNull()
})
