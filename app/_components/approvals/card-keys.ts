import type { KeyboardEvent } from 'react'

const CARDS = '[data-card]'

/** The card behind or before the one that has the focus, for somebody who goes through all of them. */
function stepTo(card: HTMLElement, step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>(CARDS)]
  cards[cards.indexOf(card) + step]?.focus()
}

function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const card = event.currentTarget
  // Only with the focus on the card itself: in a field or on a button a letter is a letter.
  if (event.target !== card || event.nativeEvent.isComposing || event.keyCode === 229) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const key = event.key.toLowerCase()
  const button = [...card.querySelectorAll<HTMLElement>('[data-key]')].find(
    (each) => each.dataset.key === key && each.closest(CARDS) === card,
  )
  if (button) button.click()
  else if (key === 'j' || key === 'arrowdown') stepTo(card, 1)
  else if (key === 'k' || key === 'arrowup') stepTo(card, -1)
  else return
  event.preventDefault()
}

/** Makes an element a card: with the focus on it, one letter presses the button that is marked with it. */
export const cardKeys = { tabIndex: 0, 'data-card': '', onKeyDown }

/** Marks a button, or a link, with the letter that presses it. */
export const keyOf = (key: string) => ({ 'data-key': key, 'aria-keyshortcuts': key.toUpperCase() })
