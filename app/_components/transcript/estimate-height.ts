import type { ChatMessage } from '#protocol/messages.ts'

/** Pixels of a line of prose, and how many characters it holds on a desktop. */
const LINE = 24
const PER_LINE = 85
const CARD = 40
/** Names, margins, and what stands beneath. */
const AROUND = 32

/** How many pixels a message that was never drawn takes, roughly: the scroll bar goes by that. */
export function estimateHeight(message: ChatMessage | undefined): number {
  let height = AROUND
  for (const part of message?.parts ?? []) {
    if (part.type === 'text') height += Math.ceil(part.text.length / PER_LINE) * LINE
    else if (part.type !== 'step-start' && part.type !== 'data-tool-output') height += CARD
  }
  return height
}
