/** Pasted words longer than this go as a file: nobody reads them in a box, and the box would be slow. */
const LONG_PASTE = 8_000

/** What a paste brings that belongs beside the text: its files, or words too many for a box; else nothing. */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'>, name: string): readonly File[] {
  if (data.files.length > 0) return [...data.files]
  const text = data.getData('text/plain')
  return text.length > LONG_PASTE ? [new File([text], name, { type: 'text/plain' })] : []
}
