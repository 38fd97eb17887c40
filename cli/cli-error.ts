/** What the command's exit code says. Listed in `openclaw --help`. */
export const EXIT_CODES = { done: 0, failed: 1, 'not-running': 2, interrupted: 130 } as const
export type ExitReason = keyof typeof EXIT_CODES

/** A sentence for the person at the terminal, and how the command ends. */
export class CliError extends Error {
  readonly reason: ExitReason

  constructor(message: string, options: { reason?: ExitReason; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CliError'
    this.reason = options.reason ?? 'failed'
  }
}

export function unreachable(port: number, cause?: unknown): CliError {
  return new CliError(
    `The gateway on port ${port} does not answer. Look for the reason with: openclaw doctor`,
    { reason: 'not-running', cause },
  )
}

export const tokenRefused = (): CliError =>
  new CliError(
    'The gateway does not accept the token of this home. Restart it with: openclaw gateway restart',
  )
