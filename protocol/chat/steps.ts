import type { ChatPart } from '../messages.ts'

/** The parts of each step of an answer, from one `step-start` to the next, and what was said before the first. */
export function splitSteps(parts: readonly ChatPart[]): { head: ChatPart[]; groups: ChatPart[][] } {
  const head: ChatPart[] = []
  const groups: ChatPart[][] = []
  for (const part of parts) {
    if (part.type === 'step-start') groups.push([part])
    else (groups.at(-1) ?? head).push(part)
  }
  return { head, groups }
}
