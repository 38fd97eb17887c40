import { qrMatrix } from './qr-matrix.ts'

/** Light modules around the code, without which nothing finds it. */
const QUIET = 4

/** A text for a phone's camera, dark on white in every theme; nothing where it is too long for one. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  const matrix = qrMatrix(text)
  if (!matrix) return null
  const size = matrix.length + 2 * QUIET
  const path = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  )
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className={className}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  )
}
