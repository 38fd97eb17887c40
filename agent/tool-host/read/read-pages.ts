import { AppError } from '#protocol/errors.ts'
import { readPdf } from '../../documents/read-pdf.ts'
import { readStart } from './read-start.ts'

const MAGIC = '%PDF-'
/** Larger ones are not read: the whole file has to be in memory. */
const SIZE_LIMIT = 20_000_000

/** The text of an open PDF; undefined where the file is none. Throws `bad_request` where it can't be read, `too_large`. */
export async function readPages(
  descriptor: number,
  { size, shown }: { size: number; shown: string },
): Promise<Buffer | undefined> {
  if (readStart(descriptor, MAGIC.length).toString('latin1') !== MAGIC) return undefined
  if (size > SIZE_LIMIT) throw new AppError('too_large', `${shown} is a PDF of more than 20 MB.`)
  const read = await readPdf(readStart(descriptor, size))
  if ('problem' in read)
    throw new AppError('bad_request', `The PDF ${shown} can not be read: ${read.problem}`)
  if (read.text.trim() === '') {
    throw new AppError(
      'bad_request',
      `The PDF ${shown} holds no text; its ${read.pages} pages may be pictures.`,
    )
  }
  return Buffer.from(read.text)
}
