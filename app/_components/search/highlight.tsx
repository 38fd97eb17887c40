import type { ReactNode } from 'react'

/** Text with the found places marked. Ranges come in order; what does not fit is passed over. */
export function Highlight({
  text,
  ranges,
}: {
  text: string
  ranges: readonly (readonly [number, number])[]
}) {
  const pieces: ReactNode[] = []
  let end = 0
  for (const [from, to] of ranges) {
    if (from < end || to <= from || to > text.length) continue
    pieces.push(text.slice(end, from))
    pieces.push(
      <mark key={from} className="rounded-chip bg-accent/20 font-medium text-fg">
        {text.slice(from, to)}
      </mark>,
    )
    end = to
  }
  pieces.push(text.slice(end))
  return <>{pieces}</>
}
