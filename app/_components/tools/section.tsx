import type { ReactNode } from 'react'

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1">
      <p className="text-fg-3 text-label">{title}</p>
      {children}
    </section>
  )
}
