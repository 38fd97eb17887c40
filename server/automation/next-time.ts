import { Cron } from 'croner'
import { AppError } from '#protocol/errors.ts'

/**
 * The first time after `after` (Unix milliseconds) that a pattern of five fields names. A time that the
 * change of the clocks leaves out is moved behind the gap, one that comes twice counts once. Throws
 * `bad_request` for a pattern or zone that can't be read, and for a time that never comes.
 */
export function nextTime(pattern: { cron: string; timeZone: string }, after: number): number {
  const time = readPattern(pattern, after)
  if (time) return time.getTime()
  throw new AppError('bad_request', `The pattern "${pattern.cron}" names no time that ever comes.`)
}

function readPattern(pattern: { cron: string; timeZone: string }, after: number): Date | null {
  try {
    const { cron, timeZone } = pattern
    return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(new Date(after))
  } catch (cause) {
    throw explainPattern(pattern, cause)
  }
}

function explainPattern({ cron, timeZone }: { cron: string; timeZone: string }, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('bad_request', `"${cron}" in the zone "${timeZone}" can't be read: ${reason}`, {
    cause,
  })
}
