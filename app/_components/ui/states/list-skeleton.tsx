const ROWS = ['w-2/3', 'w-1/2', 'w-3/5']

/** Rows that are still to come. What is there within a moment is never announced: they appear after it. */
export function ListSkeleton() {
  return (
    <div aria-busy="true" className="animate-late divide-y rounded-card border bg-surface">
      {ROWS.map((width) => (
        <div key={width} className="flex h-12 items-center px-3">
          <div className={`h-2.5 animate-pulse rounded-chip bg-border ${width}`} />
        </div>
      ))}
    </div>
  )
}
