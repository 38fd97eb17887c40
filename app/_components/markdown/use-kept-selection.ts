import { useEffect, useLayoutEffect, useRef } from 'react'

/** One end of what is selected. */
interface End {
  readonly node: Node
  readonly offset: number
}

/**
 * Keeps what is selected in a text while words are added to it: a text that is written anew loses its selection, even
 * where it only grew.
 */
export function useKeptSelection(isGrowing: boolean, text: string): void {
  const kept = useRef<readonly [End, End] | undefined>(undefined)

  useEffect(() => {
    if (!isGrowing) return
    const keep = () => {
      const now = readSelection()
      kept.current = now && !document.getSelection()?.isCollapsed ? now : undefined
    }
    document.addEventListener('selectionchange', keep)
    return () => document.removeEventListener('selectionchange', keep)
  }, [isGrowing])

  // Right after the change, and before anybody is told of it.
  useLayoutEffect(() => {
    if (text === '' || !kept.current) return
    const now = readSelection()
    const [anchor, focus] = kept.current
    if (!now || !(wasReset(now[0], anchor) || wasReset(now[1], focus))) return
    if (!isAsItWas(now[0], anchor) || !isAsItWas(now[1], focus)) return
    document.getSelection()?.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset)
  }, [text])
}

function readSelection(): readonly [End, End] | undefined {
  const selection = document.getSelection()
  if (!selection?.anchorNode || !selection.focusNode) return undefined
  return [
    { node: selection.anchorNode, offset: selection.anchorOffset },
    { node: selection.focusNode, offset: selection.focusOffset },
  ]
}

/** A text that is written anew sends the ends that were in it to its beginning. */
const wasReset = (now: End, before: End): boolean =>
  now.node === before.node && now.offset === 0 && before.offset > 0

const isAsItWas = (now: End, before: End): boolean =>
  (now.node === before.node && now.offset === before.offset) ||
  (wasReset(now, before) && before.offset <= (before.node.nodeValue?.length ?? 0))
