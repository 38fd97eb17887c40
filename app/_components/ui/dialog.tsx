'use client'

import { type ReactNode, useEffect, useId, useRef } from 'react'

/** A question that must be answered first: a native modal dialog, open for as long as it is there. */
export function Dialog({
  title,
  onClose,
  children,
  actions,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  actions: ReactNode
}) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])

  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      data-question
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="m-auto w-[min(440px,calc(100vw-32px))] rounded-dialog border bg-surface p-0 text-fg shadow-popover backdrop:bg-[rgb(0_0_0/45%)] open:animate-appear"
    >
      <h2 id={titleId} className="px-5 pt-5 font-semibold text-section [overflow-wrap:anywhere]">
        {title}
      </h2>
      <div className="mt-2 flex flex-col gap-2 px-5 text-fg-2 text-ui">{children}</div>
      <div className="sticky bottom-0 mt-2 flex flex-wrap justify-end gap-2 bg-surface px-5 pt-3 pb-5">
        {actions}
      </div>
    </dialog>
  )
}
