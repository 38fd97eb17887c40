import type { KeyboardEvent } from 'react'
import { isShortcut } from '../shortcuts/keys.ts'
import { type CardShortcut, SHORTCUTS } from '../shortcuts/shortcuts.ts'
import { STILL_MS } from './stand-still.ts'

const CARDS = '[data-card]'
/** When the focus was led to a card that nobody had gone to, in milliseconds since the page began. */
const led = new WeakMap<Element, number>()

/** Gives a card the focus in place of one that is gone. The key that answered that one, pressed twice, is not for it. */
export function leadToCard(card: HTMLElement, preventScroll: boolean): void {
  led.set(card, performance.now())
  card.focus({ preventScroll })
}

/** The card behind or before the one that has the focus, for somebody who goes through all of them. */
function stepTo(card: HTMLElement, step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>(CARDS)]
  cards[cards.indexOf(card) + step]?.focus()
}

function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const card = event.currentTarget
  // Only with the focus on the card itself: in a field or on a button a letter is a letter.
  if (event.target !== card || event.nativeEvent.isComposing || event.keyCode === 229) return
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (event.timeStamp < (led.get(card) ?? Number.NEGATIVE_INFINITY) + STILL_MS) return
  const button = [...card.querySelectorAll<HTMLElement>('[data-key]')].find(
    (each) => each.dataset.key === event.key.toLowerCase() && each.closest(CARDS) === card,
  )
  if (button) button.click()
  else if (isShortcut('nextCard', event.nativeEvent)) stepTo(card, 1)
  else if (isShortcut('previousCard', event.nativeEvent)) stepTo(card, -1)
  else return
  event.preventDefault()
}

/** Makes an element a card: with the focus on it, one letter presses the button that is marked with it. */
export const cardKeys = { tabIndex: 0, 'data-card': '', onKeyDown }

/** A key of the registry, or the number of a choice. */
export type CardKey = CardShortcut | number

export const readKey = (name: CardKey): string =>
  typeof name === 'number' ? String(name) : SHORTCUTS[name].keys[0]

/** Marks a button, or a link, with the key that presses it. */
export const keyOf = (name: CardKey) => ({
  'data-key': readKey(name),
  'aria-keyshortcuts': readKey(name).toUpperCase(),
})
