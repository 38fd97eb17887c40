import { leadToCard } from '../cards/card-keys.ts'
import { findComposer } from '../composer/find-composer.ts'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]'
/** A row of a long list is not gone, it has left the window. */
const UNDRAWN = '[data-index]'

/** Where something stood that is gone. */
interface Gap {
  readonly parent: Element
  readonly before: Node | null
  readonly after: Node | null
}

/**
 * What has the focus may go: a card that was answered, a row that was deleted, a dialog whose opener went with it. The
 * browser would leave the focus nowhere; it is led to where the reader goes on. The result ends it.
 */
export function keepFocus(): () => void {
  let held: HTMLElement | null = null
  let dialog: HTMLElement | null = null
  let opener: HTMLElement | null = null
  let isByKey = false

  function onFocusIn({ target, relatedTarget }: FocusEvent) {
    if (!(target instanceof HTMLElement)) return
    const around = target.closest('dialog')
    if (around !== dialog) opener = relatedTarget instanceof HTMLElement ? relatedTarget : held
    dialog = around
    held = target
    isByKey = target.matches(':focus-visible')
  }

  function onFocusOut({ target, relatedTarget }: FocusEvent) {
    if (relatedTarget !== null) return
    // Who looks away himself is not led back; what can't be pressed for a moment will get it back.
    queueMicrotask(() => {
      if (held === target && held?.isConnected && !held.matches(':disabled')) held = null
    })
  }

  const observer = new MutationObserver((records) => {
    if (opener?.isConnected === false) opener = findSuccessor(opener, records)
    if (held === null || document.activeElement !== document.body) return
    if (held.isConnected) {
      if (!held.matches(':disabled')) held.focus({ preventScroll: true })
      return
    }
    const gone = held
    held = null
    const next = (dialog?.isConnected === false && opener) || findSuccessor(gone, records)
    if (next?.hasAttribute('data-card')) leadToCard(next, !isByKey)
    else next?.focus({ preventScroll: !isByKey })
  })

  document.addEventListener('focusin', onFocusIn)
  document.addEventListener('focusout', onFocusOut)
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
  return () => {
    observer.disconnect()
    document.removeEventListener('focusin', onFocusIn)
    document.removeEventListener('focusout', onFocusOut)
  }
}

function findSuccessor(gone: Element, records: readonly MutationRecord[]): HTMLElement | null {
  const gap = findGap(gone, records)
  if (!gap) return null
  const card = gone.closest('[data-card]') && (findCard(gap) ?? findComposer())
  return card ?? findNear(gap) ?? findComposer() ?? document.getElementById('content')
}

/** Undefined where it was a row that left the window. */
function findGap(gone: Element, records: readonly MutationRecord[]): Gap | undefined {
  const removalOf = (node: Node) =>
    records.findLast(({ removedNodes }) => [...removedNodes].some((removed) => removed.contains(node)))
  const settle = (node: Node | null, side: 'previousSibling' | 'nextSibling') => {
    let found = node
    while (found && !found.isConnected) found = removalOf(found)?.[side] ?? null
    return found
  }
  let removal = removalOf(gone)
  while (removal && !removal.target.isConnected) removal = removalOf(removal.target)
  if (!removal || !(removal.target instanceof Element)) return undefined
  if ([...removal.removedNodes].some((node) => node instanceof Element && node.matches(UNDRAWN)))
    return undefined
  return {
    parent: removal.target,
    before: settle(removal.previousSibling, 'previousSibling'),
    after: settle(removal.nextSibling, 'nextSibling'),
  }
}

/** The next thing that waits, or, behind the last one, the one before it. */
function findCard({ parent, before, after }: Gap): HTMLElement | undefined {
  const cards = [...document.querySelectorAll<HTMLElement>('[data-card]')]
  const isBehind = (card: HTMLElement) => {
    const from = after ?? before ?? parent
    return from === after
      ? from === card || from.contains(card) || follows(card, from)
      : follows(card, from) && !from.contains(card)
  }
  return cards.find(isBehind) ?? cards.at(-1)
}

const follows = (node: Node, from: Node): boolean =>
  (from.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0

/** What came in its place, then what stands behind it, then what stood before it; and so on outwards, within the page. */
function findNear(gap: Gap): HTMLElement | undefined {
  const composer = findComposer()
  if (composer && gap.parent.closest('form')?.contains(composer)) return composer
  const page = document.getElementById('content')
  for (let { parent, before, after } = gap; !parent.contains(page); ) {
    const children = [...parent.childNodes]
    const start = before ? children.indexOf(before as ChildNode) + 1 : 0
    const end = after ? children.indexOf(after as ChildNode) : children.length
    const inPlace = children.slice(start, end).flatMap(listFocusable)
    const near =
      inPlace.find((element) => element.hasAttribute('data-return')) ??
      inPlace[0] ??
      // In a conversation the next message has nothing to do with it.
      (parent.closest('[role="log"]')
        ? undefined
        : (children.slice(end).flatMap(listFocusable)[0] ??
          children.slice(0, start).flatMap(listFocusable).at(-1)))
    if (near || parent.matches('dialog')) return near
    before = parent.previousSibling
    after = parent.nextSibling
    if (!parent.parentElement) return undefined
    parent = parent.parentElement
  }
  return undefined
}

function listFocusable(node: Node): HTMLElement[] {
  if (!(node instanceof HTMLElement)) return []
  // On a touch screen a field would bring up the keyboard.
  const canType = matchMedia('(pointer: fine)').matches
  return [
    ...(node.matches(FOCUSABLE) ? [node] : []),
    ...node.querySelectorAll<HTMLElement>(FOCUSABLE),
  ].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      (canType || !element.matches('input, textarea')),
  )
}
