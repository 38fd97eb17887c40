const ROWS = ['w-2/3', 'w-1/2', 'w-3/5']

/** Rows that are still to come. What is there within a moment is never announced: they appear after it. */
export function ListSkeleton() {
  return (
    <div aria-busy="true" className="animate-late rounded-card border bg-surface">
      <SkeletonRows className="divide-y" />
    </div>
  )
}

/** The same without a frame, where the list has none. */
export function SkeletonRows({ className }: { className: string }) {
  return (
    <div className={className} aria-hidden="true">
      {ROWS.map((width) => (
        <div key={width} className="flex h-12 items-center px-3">
          <div className={`h-2.5 animate-pulse rounded-chip bg-border ${width}`} />
        </div>
      ))}
    </div>
  )
}
