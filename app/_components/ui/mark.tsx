/** The mark of OpenClaw: three claws. Decoration only; the name stands beside it or in the title. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M8.5 24C6.8 17.5 8 11.4 12.3 7.5c.4 3.7-.3 5.7-.8 8M15 24c-1-6.2-.4-11.6 2.6-16 1.2 3.5.8 5.7.4 8M21.5 24c-.6-5.3 0-9.6 2.5-13.3 1 3 .6 5-.1 7.6"
        fill="none"
        stroke="var(--accent-fg)"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
