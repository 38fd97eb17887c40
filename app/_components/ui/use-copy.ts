import { useEffect, useState } from 'react'

const SHOWN_MS = 1500

/** Puts text on the clipboard; `isCopied` for a moment after it went well. */
export function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])

  return {
    isCopied,
    // Where the browser refuses, the text stands there to be selected.
    copy: () =>
      void navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        () => setCopied(false),
      ),
  }
}
