import { AppError } from '#protocol/errors.ts'
import { describeNoProgram } from '#protocol/exec/no-program.ts'
import type { ToolInput } from '#protocol/tools.ts'

/** Refuses what no program can be started with. */
export function checkArguments(argv: readonly string[]): void {
  if (!argv[0]) throw new AppError('bad_request', 'The first word of argv, the program, is empty.')
  if (argv.some((word) => word.includes('\0'))) {
    throw new AppError('bad_request', 'An argument may not hold a NUL character.')
  }
}

/**
 * The guard binds every mount of this machine, and one was gone before its turn came: a container that ended just
 * then. Nothing ran, and the next try will not meet it.
 */
export class MountGone extends AppError {}

/** What bwrap says when it could not start the command. To be asked only where nothing ran. */
export function guardFailure(stderr: string, input: ToolInput<'exec'>): AppError | undefined {
  if (!stderr.startsWith('bwrap: ')) return undefined
  const code = /^bwrap: execvp .*: (No such file|Permission denied)/s.exec(stderr)?.[1]
  if (code) return cannotStart({ code: code === 'No such file' ? 'ENOENT' : 'EACCES' }, input)
  const Failure = stderr.startsWith("bwrap: Can't bind mount") ? MountGone : AppError
  return new Failure('tool_failed', `The guard around commands could not start: ${stderr.trim()}`)
}

/** Why a program did not start, and what to do. */
export function cannotStart(
  error: NodeJS.ErrnoException | { code: string },
  input: ToolInput<'exec'>,
): AppError {
  const program = JSON.stringify(input.argv[0]?.slice(0, 200))
  const options = { cause: error }
  switch (error.code) {
    case 'ENOENT':
      return new AppError('not_found', describeNoProgram(input.argv), options)
    case 'EACCES':
      return new AppError('tool_failed', `${program} is not a program that may be run.`, options)
    case 'E2BIG':
      return new AppError('too_large', 'The arguments are too long together. Write them to a file.', options)
    default:
      return new AppError('tool_failed', `${program} could not be started (${error.code}).`, options)
  }
}

export const stopped = () => new AppError('tool_failed', 'The command was stopped.')
