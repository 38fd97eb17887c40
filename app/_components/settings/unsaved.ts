/** All that is not saved, so that leaving the panel can be asked about. */
const waiting = new Set<object>()

/** The browser then asks in its own words. */
const ask = (event: Event): void => event.preventDefault()

/** What somebody has changed and not saved, while he looks at other pages. In memory only: it may hold secrets. */
export function createUnsaved<Value>() {
  const cell: { value?: Value } = {}
  return {
    find: (): Value | undefined => cell.value,
    keep(value: Value | undefined): void {
      if (value === undefined) {
        delete cell.value
        waiting.delete(cell)
      } else {
        cell.value = value
        waiting.add(cell)
      }
      if (waiting.size > 0) addEventListener('beforeunload', ask)
      else removeEventListener('beforeunload', ask)
    },
  }
}

export interface UnsavedText {
  /** The text that it was made of, with its secrets hidden. */
  readonly base: { readonly text: string; readonly hash: string }
  readonly text: string
}

export const unsavedText = createUnsaved<UnsavedText>()
