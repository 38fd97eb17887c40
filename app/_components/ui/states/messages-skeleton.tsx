/** A conversation that is still to come: as all that waits, it is seen after a moment only. */
export function MessagesSkeleton() {
  return (
    <div aria-busy="true" className="min-h-0 flex-1 overflow-hidden">
      <div className="mx-auto flex w-full max-w-[768px] animate-late flex-col gap-5 px-4 pt-14 md:px-6">
        <div className="h-10 w-2/5 animate-pulse self-end rounded-dialog bg-fg/7" />
        <div className="flex flex-col gap-3.5">
          <div className="h-2.5 w-11/12 animate-pulse rounded-chip bg-border" />
          <div className="h-2.5 w-4/5 animate-pulse rounded-chip bg-border" />
          <div className="h-2.5 w-1/2 animate-pulse rounded-chip bg-border" />
        </div>
      </div>
    </div>
  )
}
