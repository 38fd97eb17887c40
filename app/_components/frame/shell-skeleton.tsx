/** The frame of the chat page without a word in it: what stands there until the browser knows more. */
export function ShellSkeleton() {
  return (
    <div className="flex h-dvh" aria-busy="true">
      <div className="hidden w-[244px] shrink-0 border-r bg-surface md:block" />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="h-12 shrink-0 border-b" />
        <div className="flex-1" />
        <div className="mx-auto w-full max-w-[768px] px-4 pb-6 md:px-6">
          <div className="h-[92px] rounded-dialog border bg-surface" />
        </div>
      </div>
    </div>
  )
}
