import { useEffect, useRef, useState } from 'react'
import { readStored, writeStored } from '../../_lib/storage.ts'

/** The draft of a conversation that is still to begin; any other has the name of its session. */
export const NEW_DRAFT = 'new'

export interface Draft {
  readonly text: string
  write(text: string): void
  /** What was written here before another tab wrote something else; null where nothing was lost. */
  readonly displaced: string | null
  /** Puts it back, in the place of what the other tab wrote; or lets it go. */
  settle(isWanted: boolean): void
}

/**
 * What is being written in a conversation. It survives a reload and a change of conversation. Tabs with the same
 * conversation share it: whoever writes last is shown in all of them, and none of them loses its own.
 */
export function useDraft(name: string): Draft {
  const storageName = `openclaw.draft.${name}`
  const [text, setText] = useState(() => readStored(storageName) ?? '')
  const [displaced, setDisplaced] = useState<string | null>(null)
  const own = useRef('')

  useEffect(() => {
    // Told of other tabs only.
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key !== storageName) return
      const next = newValue ?? ''
      if (own.current.trim() !== '' && !next.includes(own.current)) setDisplaced(own.current)
      own.current = ''
      setText(next)
    }
    addEventListener('storage', onStorage)
    return () => removeEventListener('storage', onStorage)
  }, [storageName])

  function write(next: string) {
    own.current = next
    setText(next)
    writeStored(storageName, next === '' ? null : next)
  }

  return {
    text,
    write,
    displaced,
    settle(isWanted) {
      if (isWanted && displaced !== null) write(displaced)
      setDisplaced(null)
    },
  }
}
