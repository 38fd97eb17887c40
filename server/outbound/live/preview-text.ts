import remend from 'remend'
import { splitText } from '../split.ts'

/** Room for the marks that close what the answer has only opened yet. */
const MARKS_ROOM = 100
const GOES_ON = ' …'

/**
 * What is shown of an answer in the making, with its open marks closed. `keeps: 'end'` shows where the writing
 * is, `start` the part that stays. Empty where nothing was said yet.
 */
export function previewText(
  text: string,
  { limit, keeps }: { limit: number; keeps: 'start' | 'end' },
): string {
  const parts = splitText(text, limit - MARKS_ROOM)
  if (parts.length < 2) return remend(parts[0] ?? '')
  return keeps === 'end' ? remend(parts.at(-1) ?? '') : parts[0] + GOES_ON
}
