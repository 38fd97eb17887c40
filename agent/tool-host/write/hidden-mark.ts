import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import { AppError } from '#protocol/errors.ts'

/** A model that writes down what it was shown would put the mark into the secret's place, for good. */
export function refuseMark(text: string): void {
  if (!text.includes(HIDDEN_SECRET)) return
  throw new AppError(
    'bad_request',
    `The text holds ${HIDDEN_SECRET}, which stands for a secret that is not shown; writing it would destroy the secret. Change the other lines with edit.`,
  )
}
