import { useEffect, useRef } from 'react'

/**
 * Stands in for the package react-style-singleton (see next.config.mjs): the same interface, but the
 * styles become a constructed style sheet, which the content security policy allows.
 */
export function stylesheetSingleton() {
  let users = 0
  let sheet: CSSStyleSheet | undefined
  return {
    add(style: string): void {
      if (users++ > 0) return
      sheet = new CSSStyleSheet()
      sheet.replaceSync(style)
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    },
    remove(): void {
      if (--users > 0) return
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((candidate) => candidate !== sheet)
      sheet = undefined
    },
  }
}

export function styleHookSingleton() {
  const sheet = stylesheetSingleton()
  return function useStyle(styles: string, isDynamic?: boolean): void {
    // Dynamic styles are written again; the others stay as they were at first, as in the original.
    const first = useRef(styles).current
    const current = isDynamic ? styles : first
    useEffect(() => {
      sheet.add(current)
      return () => sheet.remove()
    }, [current])
  }
}

export function styleSingleton() {
  const useStyle = styleHookSingleton()
  return function Sheet({ styles, dynamic }: { styles: string; dynamic?: boolean }): null {
    useStyle(styles, dynamic)
    return null
  }
}
