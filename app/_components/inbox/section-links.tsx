'use client'

/** What waits, by number, each with the way to it. */
export function SectionLinks({
  label,
  sections,
}: {
  label: string
  sections: readonly { id: string; title: string; count: number }[]
}) {
  return (
    <nav aria-label={label} className="-mb-2">
      <ul className="flex flex-wrap gap-2">
        {sections.map(({ id, title, count }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="inline-flex min-h-11 items-center gap-2 rounded-full border bg-surface px-3 text-fg-2 text-ui hover:bg-raised hover:text-fg md:min-h-8"
            >
              {title}
              <span className="font-medium text-fg tabular-nums">{count}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
