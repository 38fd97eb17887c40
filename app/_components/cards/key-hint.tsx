import { type CardKey, readKey } from './card-keys.ts'

/** The key of a button, shown while the focus is on its card. */
export function KeyHint({ name }: { name: CardKey }) {
  return (
    <span
      aria-hidden="true"
      className="hidden min-w-4 items-center justify-center rounded-chip border border-current/40 px-1 font-sans text-label uppercase group-focus-visible/card:inline-flex pointer-coarse:hidden!"
    >
      {readKey(name)}
    </span>
  )
}
