/** The mark of OpenClaw: three claws. Decoration only; the name stands beside it or in the title. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M9.5 23.5c-.6-6 .3-10.5 2.8-14.5M15.7 24.5c-.6-7 .4-12 3.2-16.5M21.9 23.5c-.5-5 .2-8.8 2.2-12.2"
        fill="none"
        stroke="var(--accent-fg)"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
