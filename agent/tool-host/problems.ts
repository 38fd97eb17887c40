import { AppError } from '#protocol/errors.ts'

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'is not there (any more). Use list to see what is there.',
  EACCES: 'may not be used: the system denies access to it.',
  EPERM: 'may not be used: the system denies access to it.',
  EISDIR: 'is a folder, not a file.',
  ENOTDIR: 'is not a folder.',
  ENOTEMPTY: 'is a folder that is not empty.',
  ENAMETOOLONG: 'has a name that is too long.',
  ENOSPC: 'could not be written: the disk is full.',
  EDQUOT: 'could not be written: the disk quota is used up.',
  EROFS: 'could not be written: its file system is read-only.',
  EMFILE: 'could not be opened: too many files are open. Try again later.',
  ESTALE: 'changed while it was used. Try again.',
  ELOOP: 'changed while it was used. Try again.',
  EIO: 'could not be used: the disk reports an error.',
}

/** One sentence that a model can act on; never a path of the system or a stack. */
export function describeProblem(error: unknown, subject: string): string {
  if (error instanceof AppError) return error.message
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  const sentence = code === undefined ? undefined : SENTENCES[code]
  if (sentence) return `${subject} ${sentence}`
  return `${subject} could not be used${code ? ` (${code})` : ''}.`
}
