import { parentPort, workerData } from 'node:worker_threads'
import { getDocumentProxy } from 'unpdf'
import type { PdfText } from './read-pdf.ts'

/** As much as one tool result may say. */
const TEXT_LIMIT = 50_000

/** The thread that reads one PDF; read-pdf.ts ends it where it takes too much. */
async function read(bytes: Uint8Array): Promise<PdfText> {
  try {
    const document = await getDocumentProxy(bytes)
    let text = ''
    for (let number = 1; number <= document.numPages && text.length <= TEXT_LIMIT; number += 1) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      const words = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''))
      text += `${words.join('')}\n`
    }
    return {
      text: text.slice(0, TEXT_LIMIT).toWellFormed(),
      pages: document.numPages,
      truncated: text.length > TEXT_LIMIT,
    }
  } catch {
    return { problem: 'it is damaged or protected by a password.' }
  }
}

const { bytes } = workerData as { bytes: Uint8Array }
parentPort?.postMessage(await read(bytes))
